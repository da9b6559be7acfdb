// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/timeouts.hpp"

#include <catch2/catch.hpp>
#include <cerrno>

using nicvs::Timeouts;
using nicvs::soft::change_timeouts;

TEST_CASE("a timeout of 0 keeps the present one", "[timeouts]") {
  Timeouts timeouts;
  REQUIRE(change_timeouts(timeouts, {0, 0, 0}));
  CHECK(timeouts == Timeouts{900, 120, 300});
  REQUIRE(change_timeouts(timeouts, {10, 0, 30}));
  CHECK(timeouts == Timeouts{10, 120, 30});
  REQUIRE(change_timeouts(timeouts, {0, 8589934, 0}));
  CHECK(timeouts == Timeouts{10, 8589934, 30});
}

TEST_CASE("a timeout that the kernel cannot count is refused and none changes", "[timeouts]") {
  Timeouts timeouts;
  const nicvs::Status status = change_timeouts(timeouts, {10, 20, 8589935});
  REQUIRE_FALSE(status);
  CHECK(status.error().code == EINVAL);
  CHECK(status.error().text == "timeout udp: 8589935 s, expected 0..8589934");
  CHECK(timeouts == Timeouts{});
}
