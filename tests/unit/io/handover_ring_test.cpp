// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "fallback/worker/handover_ring.hpp"

namespace nicvs::test {
namespace {

constexpr std::uint32_t kFrames = 50000;

using soft::Frame;
using soft::HandoverRing;

struct Buffer {
  std::array<std::uint8_t, HandoverRing::kRoom> bytes{};
  Frame frame(std::uint32_t length = 0) {
    return {.data = bytes.data(),
            .length = length,
            .tailroom = static_cast<std::uint32_t>(bytes.size()) - length};
  }
};

}  // namespace

TEST_CASE("a handed over frame arrives as it was", "[handover]") {
  HandoverRing ring;
  Buffer from, to;
  from.bytes = {1, 2, 3};
  Frame sent = from.frame(3);
  sent.port = 7;
  Frame got = to.frame();
  REQUIRE_FALSE(ring.pop(got));
  REQUIRE(ring.push(sent));
  REQUIRE_FALSE(ring.is_empty());
  REQUIRE(ring.pop(got));
  REQUIRE(got.length == 3);
  REQUIRE(got.port == 7);
  REQUIRE(got.tailroom == HandoverRing::kRoom - 3);
  REQUIRE(std::equal(got.data, got.data + 3, from.bytes.begin()));
  REQUIRE(ring.is_empty());
}

TEST_CASE("a full ring and a frame that is too long are refused", "[handover]") {
  HandoverRing ring;
  Buffer buffer;
  REQUIRE_FALSE(ring.push(buffer.frame(HandoverRing::kRoom + 1)));
  for (unsigned i = 0; i < HandoverRing::kSlots; ++i) REQUIRE(ring.push(buffer.frame(60)));
  REQUIRE_FALSE(ring.push(buffer.frame(60)));
  Frame got = buffer.frame();
  REQUIRE(ring.pop(got));
  REQUIRE(ring.push(buffer.frame(60)));
}

TEST_CASE("two threads pass frames in order without losing one", "[handover]") {
  HandoverRing ring;
  std::thread writer([&ring] {
    Buffer buffer;
    for (std::uint32_t i = 0; i < kFrames;) {
      Frame frame = buffer.frame(4 + i % 60);
      std::memcpy(frame.data, &i, sizeof i);
      frame.port = i;
      if (ring.push(frame)) ++i;
    }
  });
  Buffer buffer;
  bool is_right = true;
  for (std::uint32_t i = 0; i < kFrames;) {
    Frame frame = buffer.frame();
    if (!ring.pop(frame)) continue;
    std::uint32_t number = 0;
    std::memcpy(&number, frame.data, sizeof number);
    is_right = is_right && number == i && frame.port == i && frame.length == 4 + i % 60;
    ++i;
  }
  writer.join();
  REQUIRE(is_right);
}

}  // namespace nicvs::test
