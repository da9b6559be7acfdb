// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <vector>

#include "host/device/card_ring.hpp"

namespace nicvs::device {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr unsigned kCellsLog2 = 6;
constexpr std::uint32_t kCells = 1u << kCellsLog2;

struct Setup {
  Bytes memory = Bytes(std::size_t{kCells} * regs::kRingCellBytes);
  CardRing ring{memory, kCellsLog2};

  // `size` bytes as the card would read them from a cell on.
  Bytes read(std::uint32_t index, std::size_t size) const {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
      bytes[i] = memory[(std::size_t{index} * regs::kRingCellBytes + i) % memory.size()];
    }
    return bytes;
  }
};

card::CardFrame to_port(std::uint8_t port) {
  card::CardFrame record{.port = port};
  record.head.kind = card::RecordKind::CardFrame;
  return record;
}

TEST_CASE("the card finds records one behind the other, numbered and measured", "[device][ring]") {
  Setup s;
  std::mt19937 random(1);
  std::uint32_t head = 0;
  for (unsigned round = 0; round < 1000; ++round) {
    Bytes frame(random() % 2049);
    std::iota(frame.begin(), frame.end(), static_cast<std::uint8_t>(round));
    REQUIRE(s.ring.push(to_port(1), frame));
    const auto record = card::decode<card::CardFrame>(s.read(head, 64));
    CHECK(record.head.kind == card::RecordKind::CardFrame);
    CHECK(record.head.frame_length == frame.size());
    CHECK(record.head.serial == round);
    CHECK(record.port == 1);
    CHECK(s.read(head + 1, frame.size()) == frame);
    head = ring_advance(head, record.head.cells);
    REQUIRE(head == s.ring.tail());
    REQUIRE(s.ring.observe_head(head) == RingFault::None);
  }
}

TEST_CASE("a full ring takes nothing until the card has read", "[device][ring]") {
  Setup s;
  for (std::uint32_t i = 0; i < kCells; ++i) {
    REQUIRE(s.ring.push(to_port(0)));
  }
  CHECK(s.ring.free_cells() == 0);
  const Bytes before = s.memory;
  CHECK_FALSE(s.ring.push(to_port(1)));
  CHECK(s.memory == before);
  CHECK(s.ring.observe_head(2) == RingFault::None);
  CHECK_FALSE(s.ring.push(to_port(1), Bytes(65)));  // three cells
  CHECK(s.ring.push(to_port(1), Bytes(64)));
  CHECK(s.ring.free_cells() == 0);
  CHECK(card::decode<card::RecordHead>(s.read(0, 64)).serial == kCells);
}

TEST_CASE("a head that cannot be is a fault, and the ring takes nothing more", "[device][ring]") {
  const std::uint32_t head = GENERATE(0xffffffffu, 0x01000000u, 3u, 0u);
  INFO("head " << head);
  Setup s;
  REQUIRE(s.ring.push(to_port(0)));
  REQUIRE(s.ring.push(to_port(0)));
  REQUIRE(s.ring.observe_head(1) == RingFault::None);
  CHECK(s.ring.observe_head(head) == RingFault::Index);  // 0: backwards
  CHECK(s.ring.observe_head(2) == RingFault::Index);
  CHECK_FALSE(s.ring.push(to_port(0)));
}

}  // namespace
}  // namespace nicvs::device
