// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/wire.hpp"

namespace nicvs::sim {
namespace {

TEST_CASE("a frame takes the wire for as long as at 100 Gb/s", "[sim][wire]") {
  CHECK(wire_time(60) == Picoseconds(6720));      // 148.81 million frames a second
  CHECK(wire_time(1514) == Picoseconds(123040));  // 8.13 million
  CHECK(wire_time(14) == wire_time(60));          // padded
}

}  // namespace
}  // namespace nicvs::sim
