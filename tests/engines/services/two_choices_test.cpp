// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;

namespace {

std::map<std::string, int> spread(ServiceBench& bench, int conns) {
  std::map<std::string, int> taken;
  for (int i = 0; i < conns; ++i) ++taken[choices(bench, 1)];
  return taken;
}

}  // namespace

TEST_CASE("twos draws idle dests by weight and leaves unusable ones out", "[twos]") {
  ServiceBench bench;
  bench.add("twos");
  bench.add_dests({50, 50, 0});
  auto taken = spread(bench, 1000);
  CHECK(taken["R3"] == 0);
  CHECK(taken["-"] == 0);
  CHECK(taken["R1"] > 300);
  CHECK(taken["R2"] > 300);
}

TEST_CASE("twos takes the less loaded of its two draws", "[twos]") {
  ServiceBench bench;
  bench.add("twos");
  bench.add_dests({50, 50});
  bench.r(1).active_conns = 100;
  auto taken = spread(bench, 1000);
  // R1 only if both draws hit it: a quarter.
  CHECK(taken["R1"] > 150);
  CHECK(taken["R1"] < 350);
  CHECK(taken["R1"] + taken["R2"] == 1000);
}

TEST_CASE("twos is repeatable with the same seed", "[twos]") {
  ServiceBench one;
  ServiceBench other;
  for (ServiceBench* bench : {&one, &other}) {
    bench->add("twos");
    bench->add_dests({1, 2, 3});
  }
  CHECK(choices(one, 50) == choices(other, 50));
}

TEST_CASE("twos has no dest when none is usable", "[twos]") {
  ServiceBench bench;
  bench.add("twos");
  bench.add_dests({0, 0});
  CHECK(choices(bench, 1) == "-");
}
