// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "host/device/heartbeat.hpp"

namespace nicvs::device {
namespace {

using std::chrono::milliseconds;

constexpr HeartbeatWatch::Time kStart{};

regs::Heartbeat beat(std::uint32_t count) { return regs::Heartbeat{count}; }

TEST_CASE("a counter that moves keeps a card alive, however it wraps", "[device][heartbeat]") {
  HeartbeatWatch watch(milliseconds(100), kStart);
  auto now = kStart;
  for (const std::uint32_t count : {0x7ffffffeu, 0x7fffffffu, 0u, 1u, 1u, 2u}) {
    CHECK(watch.observe(beat(count), now) == CardHealth::Alive);
    now += milliseconds(50);
  }
}

TEST_CASE("a counter that stands still loses the card after the patience", "[device][heartbeat]") {
  HeartbeatWatch watch(milliseconds(100), kStart);
  CHECK(watch.observe(beat(7), kStart + milliseconds(10)) == CardHealth::Alive);
  CHECK(watch.observe(beat(7), kStart + milliseconds(110)) == CardHealth::Alive);
  CHECK(watch.observe(beat(7), kStart + milliseconds(111)) == CardHealth::Lost);
  CHECK(watch.observe(beat(8), kStart + milliseconds(112)) == CardHealth::Lost);
}

TEST_CASE("a card that is gone is lost at once", "[device][heartbeat]") {
  HeartbeatWatch watch(milliseconds(100), kStart);
  CHECK(watch.observe(beat(7), kStart) == CardHealth::Alive);
  CHECK(watch.observe(std::nullopt, kStart) == CardHealth::Lost);
  CHECK(watch.observe(beat(8), kStart) == CardHealth::Lost);
}

TEST_CASE("a first look that comes late finds a card alive", "[device][heartbeat]") {
  HeartbeatWatch watch(milliseconds(100), kStart);
  CHECK(watch.observe(beat(7), kStart + milliseconds(500)) == CardHealth::Alive);
}

}  // namespace
}  // namespace nicvs::device
