// SPDX-License-Identifier: Apache-2.0
// The state of a tested server: what each result does to the table.
#include "host/health/nanny.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using namespace std::chrono_literals;
using nicvs::config::Check;
using nicvs::config::OnFailure;
using nicvs::health::Action;
using nicvs::health::ActionKind;
using nicvs::health::failure;
using nicvs::health::Nanny;
using nicvs::health::State;
using nicvs::health::success;

constexpr Action kNothing{};
constexpr Action kRemove{ActionKind::Remove, 0};

Action add(std::int32_t weight) { return {ActionKind::Add, weight}; }
Action set_weight(std::int32_t weight) { return {ActionKind::SetWeight, weight}; }

Check check_every(std::chrono::seconds interval, std::chrono::seconds reentry) {
  Check check;
  check.interval = interval;
  check.reentry = reentry;
  return check;
}

Check loaded_check() {
  Check check = check_every(20s, 20s);
  check.load_monitor = "uptime";
  return check;
}

Action pass(Nanny& nanny) { return nanny.observe(success("connected")); }
Action fail(Nanny& nanny) { return nanny.observe(failure("refused")); }

// Weights in the order they are set, from the first success on.
std::vector<std::int32_t> weights_over(Nanny& nanny, int tests) {
  std::vector<std::int32_t> weights;
  for (int i = 0; i < tests; ++i) {
    if (const Action action = pass(nanny); action != kNothing) weights.push_back(action.weight);
  }
  return weights;
}

TEST_CASE("the first success brings a server up at once", "[nanny]") {
  Nanny nanny(check_every(10s, 180s), 64);
  CHECK(nanny.state() == State::Unknown);
  CHECK(nanny.weight() == 0);
  CHECK(pass(nanny) == add(2));
  CHECK(nanny.state() == State::Up);
  CHECK(nanny.weight() == 2);
}

TEST_CASE("a server that was never up is added with its first success", "[nanny]") {
  for (const OnFailure on_failure : {OnFailure::Remove, OnFailure::Quiesce}) {
    Check check = check_every(10s, 30s);
    check.on_failure = on_failure;
    Nanny nanny(check, 1);
    CHECK(fail(nanny) == kNothing);
    CHECK(nanny.state() == State::Down);
    CHECK(fail(nanny) == kNothing);
    CHECK(pass(nanny) == add(1));
  }
}

TEST_CASE("a new weight starts at one 32nd and doubles up to the configured one", "[nanny]") {
  struct Row {
    std::int32_t configured;
    std::vector<std::int32_t> weights;
  };
  const Row row = GENERATE(values<Row>({
      {100, {3, 6, 12, 24, 48, 96, 100}},
      {0, {0}},
      {1, {1}},
      {2, {1, 2}},
      {3, {1, 2, 3}},
      {5, {1, 2, 4, 5}},
      {31, {1, 2, 4, 8, 16, 31}},
      {32, {1, 2, 4, 8, 16, 32}},
      {64, {2, 4, 8, 16, 32, 64}},
      {101, {3, 6, 12, 24, 48, 96, 101}},
      {65535, {2047, 4094, 8188, 16376, 32752, 65504, 65535}},
      {2147483647, {67108863, 134217726, 268435452, 536870904, 1073741808, 2147483616, 2147483647}},
  }));
  CAPTURE(row.configured);
  Nanny nanny(check_every(20s, 20s), row.configured);
  CHECK(weights_over(nanny, 40) == row.weights);
  CHECK(nanny.weight() == row.configured);
}

TEST_CASE("weights change every 20 s, or at every test if tests are rarer", "[nanny]") {
  struct Row {
    std::chrono::seconds interval;
    int tests;  // between two changes: max(1, 20 / interval)
  };
  const Row row = GENERATE(values<Row>(
      {{1s, 20}, {2s, 10}, {3s, 6}, {6s, 3}, {7s, 2}, {10s, 2}, {11s, 1}, {20s, 1}, {60s, 1}}));
  CAPTURE(row.interval.count());
  Nanny nanny(check_every(row.interval, row.interval), 100);
  REQUIRE(pass(nanny) == add(3));
  for (const std::int32_t weight : {6, 12, 24}) {
    for (int i = 1; i < row.tests; ++i) REQUIRE(pass(nanny) == kNothing);
    REQUIRE(pass(nanny) == set_weight(weight));
  }
}

TEST_CASE("one failed test removes a healthy server at once", "[nanny]") {
  Nanny nanny(check_every(10s, 30s), 1);
  REQUIRE(pass(nanny) == add(1));
  CHECK(fail(nanny) == kRemove);
  CHECK(nanny.state() == State::Down);
  CHECK(nanny.weight() == 0);
  CHECK(fail(nanny) == kNothing);
}

TEST_CASE("a quiesced server keeps its place with weight 0 and gets its weight back", "[nanny]") {
  Check check = check_every(20s, 40s);
  check.on_failure = OnFailure::Quiesce;
  Nanny nanny(check, 100);
  REQUIRE(pass(nanny) == add(3));
  REQUIRE(pass(nanny) == set_weight(6));
  CHECK(fail(nanny) == set_weight(0));
  CHECK(nanny.weight() == 0);
  CHECK(fail(nanny) == kNothing);
  CHECK(pass(nanny) == kNothing);
  CHECK(pass(nanny) == set_weight(3));  // slow start once more
  CHECK(pass(nanny) == set_weight(6));
}

TEST_CASE("a server returns after reentry / interval successes in a row", "[nanny]") {
  struct Row {
    std::chrono::seconds interval, reentry;
    int needed;
  };
  const Row row = GENERATE(values<Row>({{10s, 180s, 18},
                                        {6s, 15s, 2},
                                        {10s, 10s, 1},
                                        {10s, 19s, 1},
                                        {10s, 5s, 1},
                                        {10s, 0s, 1},
                                        {0s, 3s, 3}}));
  CAPTURE(row.interval.count(), row.reentry.count());
  Nanny nanny(check_every(row.interval, row.reentry), 1);
  REQUIRE(pass(nanny) == add(1));
  REQUIRE(fail(nanny) == kRemove);
  for (int i = 1; i < row.needed; ++i) REQUIRE(pass(nanny) == kNothing);
  CHECK(pass(nanny) == add(1));
}

TEST_CASE("a failure on the way back starts the count again", "[nanny]") {
  Nanny nanny(check_every(10s, 30s), 1);
  REQUIRE(pass(nanny) == add(1));
  REQUIRE(fail(nanny) == kRemove);
  REQUIRE(pass(nanny) == kNothing);
  REQUIRE(pass(nanny) == kNothing);
  REQUIRE(fail(nanny) == kNothing);
  CHECK(pass(nanny) == kNothing);
  CHECK(pass(nanny) == kNothing);
  CHECK(pass(nanny) == add(1));
}

TEST_CASE("the load is wanted every 20 s once the weight is complete", "[nanny][load]") {
  Check check = loaded_check();
  check.interval = 10s;
  Nanny nanny(check, 2);
  REQUIRE(pass(nanny) == add(1));
  CHECK_FALSE(nanny.wants_load());
  pass(nanny);
  REQUIRE(pass(nanny) == set_weight(2));
  CHECK_FALSE(nanny.wants_load());
  pass(nanny);
  CHECK_FALSE(nanny.wants_load());
  pass(nanny);
  CHECK(nanny.wants_load());
  pass(nanny);
  CHECK_FALSE(nanny.wants_load());
  pass(nanny);
  REQUIRE(nanny.wants_load());
  fail(nanny);
  CHECK_FALSE(nanny.wants_load());
}

TEST_CASE("without a monitor or with weight 0 no load is wanted", "[nanny][load]") {
  struct Row {
    const char* monitor;
    std::int32_t weight;
  };
  const Row row = GENERATE(values<Row>({{"none", 1}, {"", 1}, {"uptime", 0}}));
  CAPTURE(row.monitor, row.weight);
  Check check = loaded_check();
  check.load_monitor = row.monitor;
  Nanny nanny(check, row.weight);
  for (int i = 0; i < 20; ++i) {
    pass(nanny);
    CHECK_FALSE(nanny.wants_load());
  }
}

// Configured weight 100, so half of it times a cube root.
TEST_CASE("load moves the weight by its cube root between the weight and ten times it",
          "[nanny][load]") {
  struct Row {
    std::vector<double> loads;
    std::vector<std::int32_t> weights;  // after each
  };
  const Row row = GENERATE(values<Row>({
      {{0.0}, {150}},
      {{0.875}, {125}},            // 50 * cbrt(0.125) = 25: just enough for a change
      {{0.88}, {100}},             // 24.66: too little
      {{1.0}, {100}},              // exactly 1 changes nothing
      {{5.0}, {100}},              // never below the configured weight
      {{0.0, 1.125}, {150, 125}},  // 50 * cbrt(0.125) less
      {{0.0, 1.12}, {150, 125}},   // 24.66 less, and 125.34 is cut to 125
      {{0.0, 1.1}, {150, 150}},    // 23.2 less, cut to 126: too little
      {{0.0, 100.0}, {150, 100}},  // floor
      {{0.5}, {139}},              // 39.68 more, cut
      {{0.0, 0.0, 0.0}, {150, 200, 250}},
  }));
  Nanny nanny(loaded_check(), 100);
  weights_over(nanny, 7);
  REQUIRE(nanny.weight() == 100);
  for (std::size_t i = 0; i < row.loads.size(); ++i) {
    CAPTURE(row.loads[i]);
    const std::int32_t before = nanny.weight();
    const Action action = nanny.observe_load(row.loads[i]);
    CHECK(nanny.weight() == row.weights[i]);
    CHECK(action == (before == row.weights[i] ? kNothing : set_weight(row.weights[i])));
  }
}

TEST_CASE("an idle server's weight stops at ten times the configured one", "[nanny][load]") {
  Nanny nanny(loaded_check(), 4);
  weights_over(nanny, 7);
  for (int i = 0; i < 18; ++i) REQUIRE(nanny.observe_load(0.0) != kNothing);
  CHECK(nanny.weight() == 40);
  CHECK(nanny.observe_load(0.0) == kNothing);
}

TEST_CASE("a load that says nothing changes nothing", "[nanny][load]") {
  Nanny nanny(loaded_check(), 100);
  CHECK(nanny.observe_load(0.0) == kNothing);  // not up
  pass(nanny);
  CHECK(nanny.observe_load(0.0) == kNothing);  // still in its slow start
  weights_over(nanny, 7);
  CHECK(nanny.observe_load(std::nan("")) == kNothing);
  CHECK(nanny.observe_load(std::numeric_limits<double>::infinity()) == kNothing);
  CHECK(nanny.weight() == 100);
  fail(nanny);
  CHECK(nanny.observe_load(0.0) == kNothing);
}

TEST_CASE("the largest weight does not overflow under load adaptation", "[nanny][load]") {
  Nanny nanny(loaded_check(), 2147483647);
  weights_over(nanny, 7);
  CHECK(nanny.observe_load(0.0) == kNothing);  // already the largest there is
  CHECK(nanny.observe_load(1e300) == kNothing);
  CHECK(nanny.weight() == 2147483647);
}

}  // namespace
