// SPDX-License-Identifier: Apache-2.0
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;

TEST_CASE("scanning schedulers choose by load and weight", "[scan]") {
  struct Case {
    std::string scheduler;
    std::vector<std::int32_t> weights;  // R1, R2, R3
    std::string sequence;
    unsigned length;
  };
  const auto c = GENERATE(values<Case>({
      {"lc", {1, 1, 1}, "R3 R2 R1 R3 R2 R1", 6},  // S5
      {"lc", {5, 0, 1}, "R3 R1 R3 R1", 4},
      {"wlc", {1, 2, 3}, "R3 R2 R1 R3 R2 R3 R3 R2 R1 R3 R2 R3", 12},  // S7
      {"wlc", {1, 2, 0}, "R2 R1 R2 R2 R1 R2", 6},
      {"sed", {1, 2, 3}, "R3 R2 R3 R3 R2 R1 R3 R2 R3 R3 R2 R1", 12},  // S8
      {"nq", {1, 2, 3}, "R3 R2 R1 R3 R3 R2 R3 R2 R3", 9},
      {"fo", {1, 2, 3}, "R3 R3 R3", 3},  // S10
      {"fo", {2, 2, 1}, "R2 R2", 2},
      {"ovf", {1, 2, 3}, "R3 R3 R3 R3 R2 R2 R2 R1 R1 -", 10},
      {"none", {1, 2, 3}, "- -", 2},
  }));
  ServiceBench bench;
  bench.add(c.scheduler);
  bench.add_dests(c.weights);
  DYNAMIC_SECTION(c.scheduler << " with weights " << Catch::Detail::stringify(c.weights)) {
    CHECK(choices(bench, c.length, Afterwards::ConnIsActive) == c.sequence);
  }
}

TEST_CASE("S7: after R3 is quiesced the first of equal loads is chosen", "[scan]") {
  ServiceBench bench;
  bench.add("wlc");
  bench.add_dests({1, 2, 3});
  choices(bench, 12, Afterwards::ConnIsActive);
  bench.set_weight(3, 0);
  bench.r(1).active_conns = 2;
  bench.r(2).active_conns = 4;
  CHECK(choices(bench, 1) == "R2");
}

TEST_CASE("inactive conns weigh a 257th of active ones", "[scan]") {
  ServiceBench bench;
  bench.add("lc");
  bench.add_dests({1, 1});
  bench.r(2).active_conns = 1;
  bench.r(1).inactive_conns = 256;
  CHECK(choices(bench, 1) == "R1");
  bench.r(1).inactive_conns = 257;
  CHECK(choices(bench, 1) == "R2");
}

TEST_CASE("an overloaded dest is chosen by no scheduler", "[scan][hash]") {
  const std::string scheduler = GENERATE(as<std::string>{}, "rr", "wrr", "lc", "wlc", "sed", "nq",
                                         "fo", "ovf", "lblc", "lblcr", "twos");
  ServiceBench bench;
  bench.add(scheduler);
  bench.add_dests({1, 9});
  bench.r(2).is_overloaded = true;
  CHECK(choices(bench, 3) == "R1 R1 R1");
}

TEST_CASE("S11: ovf overflows to the next weight when conns exceed the weight", "[scan]") {
  ServiceBench bench;
  bench.add("ovf");
  bench.add_dests({1, 2, 3});
  bench.r(3).active_conns = 3;
  CHECK(choices(bench, 1) == "R3");
  bench.r(3).active_conns = 4;
  CHECK(choices(bench, 1) == "R2");
}

TEST_CASE("S10: fo falls over to the next weight when its dest is overloaded", "[scan]") {
  ServiceBench bench;
  bench.add("fo");
  bench.add_dests({1, 2, 3});
  bench.r(3).is_overloaded = true;
  CHECK(choices(bench, 2) == "R2 R2");
}

TEST_CASE("a service without dests has none to choose", "[scan]") {
  const std::string scheduler =
      GENERATE(as<std::string>{}, "rr", "wrr", "lc", "wlc", "sed", "nq", "fo", "ovf", "dh", "sh",
               "mh", "lblc", "lblcr", "twos", "none");
  ServiceBench bench;
  bench.add(scheduler, nicvs::service_flag::kSched1 | nicvs::service_flag::kSched2);
  CHECK(choices(bench, 1) == "-");
  bench.add_dests({1});
  REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(1)));
  CHECK(choices(bench, 1) == "-");
}
