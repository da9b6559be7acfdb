// SPDX-License-Identifier: Apache-2.0
// The estimator against the shown rates of the specification, and against signed arithmetic.
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "nicvs/dp/estimate.hpp"

namespace nicvs::test {
namespace {

using Shown = std::vector<std::uint64_t>;

// Rates shown after each window; the last count is repeated.
Shown shown_packets(const std::vector<std::uint64_t>& counts, std::size_t windows) {
  Shown shown;
  std::uint64_t average = 0;
  for (std::size_t i = 0; i < windows; ++i) {
    average = dp::rate_step(average, counts[std::min(i, counts.size() - 1)]);
    shown.push_back(dp::rate_shown(average));
  }
  return shown;
}

TEST_CASE("1000 conns in every window approach 500 per second", "[estimate]") {
  CHECK(shown_packets({1000}, 10) == Shown{125, 219, 289, 342, 381, 411, 433, 450, 462, 472});
  CHECK(shown_packets({1000}, 200).back() == 500);
}

TEST_CASE("1000 conns once fade away", "[estimate]") {
  CHECK(shown_packets({1000, 0}, 11) == Shown{125, 94, 70, 53, 40, 30, 22, 17, 13, 9, 7});
  CHECK(shown_packets({1000, 0}, 200).back() == 0);
}

TEST_CASE("few conns per window round as the kernel's do", "[estimate]") {
  CHECK(shown_packets({1}, 100) == Shown(100, 0));
  CHECK(shown_packets({2}, 4) == Shown{0, 0, 1, 1});
}

TEST_CASE("a million bytes in every window", "[estimate]") {
  Shown shown;
  std::uint64_t average = 0;
  for (int i = 0; i < 4; ++i) {
    average = dp::byte_rate_step(average, 1000000);
    shown.push_back(dp::byte_rate_shown(average));
  }
  CHECK(shown == Shown{125000, 218750, 289062, 341797});
}

TEST_CASE("the quarter is an arithmetic shift", "[estimate]") {
  for (std::int64_t average = 0; average < 300; ++average) {
    for (std::int64_t rate = 0; rate < 300; ++rate) {
      const std::int64_t expected = average + ((rate - average) >> 2);
      REQUIRE(dp::average_quarter(static_cast<std::uint64_t>(average),
                                  static_cast<std::uint64_t>(rate)) ==
              static_cast<std::uint64_t>(expected));
    }
  }
}

}  // namespace
}  // namespace nicvs::test
