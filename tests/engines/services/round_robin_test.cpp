// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;

TEST_CASE("rr goes around the usable dests, newest first", "[rr]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1, 1, 1});
  SECTION("S1: all equal") { CHECK(choices(bench, 7) == "R3 R2 R1 R3 R2 R1 R3"); }
  SECTION("S2: a quiesced dest is left out") {
    bench.set_weight(2, 0);
    CHECK(choices(bench, 4) == "R3 R1 R3 R1");
  }
  SECTION("an overloaded dest is left out") {
    bench.r(3).is_overloaded = true;
    CHECK(choices(bench, 4) == "R2 R1 R2 R1");
  }
  SECTION("weights do not matter") {
    bench.set_weight(1, 100);
    CHECK(choices(bench, 4) == "R3 R2 R1 R3");
  }
  SECTION("when none is usable there is no dest") {
    for (const unsigned number : {1U, 2U, 3U}) bench.set_weight(number, 0);
    CHECK(choices(bench, 2) == "- -");
  }
}

TEST_CASE("rr keeps its place when dests come and go", "[rr]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1, 1, 1});
  SECTION("the last chosen one goes: the turn is with the one behind it") {
    CHECK(choices(bench, 2) == "R3 R2");
    REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(2)));
    CHECK(choices(bench, 3) == "R1 R3 R1");
  }
  SECTION("the first of the list goes right after it was chosen") {
    CHECK(choices(bench, 1) == "R3");
    REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(3)));
    CHECK(choices(bench, 3) == "R2 R1 R2");
  }
  SECTION("another one goes") {
    CHECK(choices(bench, 1) == "R3");
    REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(1)));
    CHECK(choices(bench, 3) == "R2 R3 R2");
  }
  SECTION("a new one waits for the end of the round") {
    CHECK(choices(bench, 1) == "R3");
    REQUIRE(bench.table.add_dest(bench.v, ServiceBench::spec(4)));
    CHECK(choices(bench, 4) == "R2 R1 R4 R3");
  }
  SECTION("the last dest goes and another comes") {
    for (const unsigned number : {1U, 2U, 3U}) {
      REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(number)));
    }
    CHECK(choices(bench, 1) == "-");
    REQUIRE(bench.table.add_dest(bench.v, ServiceBench::spec(4)));
    CHECK(choices(bench, 2) == "R4 R4");
  }
}

TEST_CASE("wrr repeats the sequence of its weights", "[wrr]") {
  struct Case {
    std::vector<std::int32_t> weights;  // R1, R2, R3
    std::string sequence;
    unsigned length;
  };
  const auto c = GENERATE(values<Case>({
      {{1, 2, 3}, "R3 R2 R1 R3 R3 R2", 6},
      {{3, 2, 1}, "R3 R2 R1 R1 R2 R1", 6},
      {{4, 3, 2}, "R3 R2 R1 R1 R2 R1 R3 R2 R1", 9},  // S4
      {{100, 200, 300}, "R3 R2 R1 R3 R3 R2", 6},
      {{1, 1, 0}, "R2 R1", 2},
      {{0, 0, 0}, "- -", 2},
  }));
  ServiceBench bench;
  bench.add("wrr");
  bench.add_dests(c.weights);
  CHECK(choices(bench, c.length) == c.sequence);
  CHECK(choices(bench, c.length) == c.sequence);
}

TEST_CASE("wrr gives each dest its share whatever the weights", "[wrr]") {
  ServiceBench bench;
  bench.add("wrr");
  bench.add_dests({7, 3, 12});
  std::map<std::string, int> taken;
  for (int i = 0; i < 220; ++i) ++taken[choices(bench, 1)];
  CHECK(taken == std::map<std::string, int>{{"R1", 70}, {"R2", 30}, {"R3", 120}});
}

TEST_CASE("wrr gives up when every dest is overloaded and goes on afterwards", "[wrr]") {
  ServiceBench bench;
  bench.add("wrr");
  bench.add_dests({2, 2, 5});
  const unsigned before = GENERATE(0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  choices(bench, before);
  for (const unsigned number : {1U, 2U, 3U}) bench.r(number).is_overloaded = true;
  CHECK(choices(bench, 3) == "- - -");
  bench.r(1).is_overloaded = false;
  CHECK(choices(bench, 3) == "R1 R1 R1");
}

TEST_CASE("wrr starts its round anew after an edit", "[wrr]") {
  ServiceBench bench;
  bench.add("wrr");
  bench.add_dests({1, 2, 3});
  CHECK(choices(bench, 4) == "R3 R2 R1 R3");
  bench.set_weight(3, 0);
  CHECK(choices(bench, 4) == "R2 R2 R1 R2");
}
