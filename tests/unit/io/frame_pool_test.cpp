// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "fallback/io/frame_pool.hpp"

namespace nicvs::test {

using soft::Frame;
using soft::FramePool;

TEST_CASE("a pool gives every frame once, with room on both sides", "[frame_pool]") {
  auto pool = FramePool::create(4);
  REQUIRE(pool);
  std::vector<Frame> taken(4);
  for (Frame& frame : taken) {
    REQUIRE((*pool)->take(frame));
    REQUIRE(frame.headroom >= 64);
    REQUIRE(frame.tailroom >= 2048);
    std::fill_n(frame.data, frame.tailroom, static_cast<std::uint8_t>(frame.cookie >> 12));
  }
  Frame none;
  REQUIRE_FALSE((*pool)->take(none));
  for (const Frame& frame : taken) {
    REQUIRE(frame.data[0] == static_cast<std::uint8_t>(frame.cookie >> 12));
    (*pool)->give(frame);
  }
  REQUIRE((*pool)->available() == 4);
}

TEST_CASE("what a closed queue had borrowed is free again, and only that", "[frame_pool]") {
  auto pool = FramePool::create(6);
  REQUIRE(pool);
  for (const FramePool::Borrower borrower : {1u, 2u, 1u, 0u}) {
    Frame frame;
    REQUIRE((*pool)->take(frame));
    if (borrower != 0) (*pool)->lend(frame.cookie, borrower);
  }
  (*pool)->give_all(1);
  REQUIRE((*pool)->available() == 4);
  (*pool)->give_all(1);
  REQUIRE((*pool)->available() == 4);
  (*pool)->give_all(2);
  REQUIRE((*pool)->available() == 5);
}

TEST_CASE("an address inside a frame leads to its buffer", "[frame_pool]") {
  auto pool = FramePool::create(4);
  REQUIRE(pool);
  const Frame frame = (*pool)->frame_at(std::uint64_t{2} * FramePool::kFrameSize + 300, 60, 9);
  REQUIRE(frame.cookie == std::uint64_t{2} * FramePool::kFrameSize);
  REQUIRE(frame.headroom == 300);
  REQUIRE(frame.tailroom == FramePool::kFrameSize - 360);
  REQUIRE(frame.port == 9);
}

}  // namespace nicvs::test
