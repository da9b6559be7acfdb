// SPDX-License-Identifier: Apache-2.0
// What a card, or something that was one, may put into the host's ring.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "host/device/host_ring.hpp"

namespace nicvs::device {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr unsigned kCellsLog2 = 6;
constexpr std::uint32_t kCells = 1u << kCellsLog2;

// Writes as a card would, and wrong if told so.
struct Card {
  Bytes memory = Bytes(std::size_t{kCells} * regs::kRingCellBytes);
  std::uint32_t tail = 0;
  std::uint16_t serial = 0;

  void copy(std::uint32_t index, const std::uint8_t* from, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      memory[(std::size_t{index} * regs::kRingCellBytes + i) % memory.size()] = from[i];
    }
  }
  void write(card::HostFrame record, const Bytes& frame) {
    const auto cell = card::encode(record);
    copy(tail, cell.data(), cell.size());
    copy(tail + 1, frame.data(), frame.size());
    tail = ring_advance(tail, record.head.cells);
    ++serial;
  }
  card::HostFrame record(const Bytes& frame) const {
    card::HostFrame made{.port = 1, .reason = dp::Reason::NoService};
    made.head = {card::RecordKind::HostFrame,
                 static_cast<std::uint8_t>(record_cells(static_cast<std::uint32_t>(frame.size()))),
                 static_cast<std::uint16_t>(frame.size()), serial, 0};
    return made;
  }
};

Bytes frame_of(std::size_t size, unsigned first) {
  Bytes frame(size);
  for (std::size_t i = 0; i < size; ++i) {
    frame[i] = static_cast<std::uint8_t>(first + i);
  }
  return frame;
}

TEST_CASE("frames of any length come out as they went in, over the ring's end", "[device][ring]") {
  Card card;
  HostRing ring(card.memory, kCellsLog2);
  std::mt19937 random(1);
  for (unsigned round = 0; round < 2000; ++round) {
    const Bytes frame = frame_of(round < 4 ? round * 64 : random() % 2049, round);
    card.write(card.record(frame), frame);
    unsigned shown = 0;
    REQUIRE(ring.consume(card.tail, 8, [&](const HostRecord& record) {
      ++shown;
      CHECK(std::equal(record.frame.begin(), record.frame.end(), frame.begin(), frame.end()));
      CHECK(card::decode<card::HostFrame>(record.cell).reason == dp::Reason::NoService);
    }) == RingFault::None);
    REQUIRE(shown == 1);
    REQUIRE(ring.head() == card.tail);
  }
}

TEST_CASE("indices wrap where they are no multiple of anything", "[device][ring]") {
  Card card;
  HostRing ring(card.memory, kCellsLog2);
  const Bytes frame = frame_of(1900, 0);  // 31 cells
  bool has_wrapped = false;
  while (!has_wrapped) {
    const std::uint32_t before = card.tail;
    card.write(card.record(frame), frame);
    has_wrapped = card.tail < before;
    REQUIRE(ring.consume(card.tail, 1, [](const HostRecord&) {}) == RingFault::None);
  }
  CHECK(ring.head() == card.tail);
}

TEST_CASE("no more records are shown than asked for", "[device][ring]") {
  Card card;
  HostRing ring(card.memory, kCellsLog2);
  for (int i = 0; i < 3; ++i) {
    card.write(card.record({}), {});
  }
  unsigned shown = 0;
  const auto count = [&](const HostRecord&) { ++shown; };
  ring.consume(card.tail, 2, count);
  CHECK(shown == 2);
  CHECK(ring.head() == 2);
  ring.consume(card.tail, 2, count);
  CHECK(shown == 3);
}

TEST_CASE("a tail that cannot be is a fault and shows nothing", "[device][ring]") {
  const std::uint32_t tail = GENERATE(0xffffffffu, 0x01000000u, kCells + 1, 0x00ffffffu);
  Card card;
  HostRing ring(card.memory, kCellsLog2);
  card.write(card.record({}), {});
  unsigned shown = 0;
  const auto count = [&](const HostRecord&) { ++shown; };
  CHECK(ring.consume(tail, 8, count) == RingFault::Index);
  CHECK(ring.consume(card.tail, 8, count) == RingFault::Index);
  CHECK(shown == 0);
  CHECK(ring.head() == 0);
}

struct Wrong {
  const char* name;
  void (*spoil)(card::RecordHead& head);
  RingFault fault;
};

TEST_CASE("records that contradict themselves are faults and are not shown", "[device][ring]") {
  using card::RecordHead;
  using card::RecordKind;
  const auto c = GENERATE(values<Wrong>({
      {"no cells", [](RecordHead& h) { h.cells = 0; }, RingFault::Length},
      {"too few cells", [](RecordHead& h) { h.cells = 1; }, RingFault::Length},
      {"too many cells", [](RecordHead& h) { h.cells = 3; }, RingFault::Length},
      {"beyond the tail", [](RecordHead& h) { h.cells = 4, h.frame_length = 190; },
       RingFault::Length},
      {"longer than any frame", [](RecordHead& h) { h.frame_length = 2049, h.cells = 34; },
       RingFault::Length},
      {"all ones",
       [](RecordHead& h) {
         h = {RecordKind{255}, 255, 0xffff, 0xffff, 0xffff};
       },
       RingFault::Length},
      {"no kind", [](RecordHead& h) { h.kind = RecordKind::None, h.frame_length = 0, h.cells = 1; },
       RingFault::Kind},
      {"unknown kind",
       [](RecordHead& h) { h.kind = RecordKind{99}, h.frame_length = 0, h.cells = 1; },
       RingFault::Kind},
      {"a kind for the card",
       [](RecordHead& h) { h.kind = RecordKind::InsertConn, h.frame_length = 0, h.cells = 1; },
       RingFault::Kind},
      {"an event with a frame", [](RecordHead& h) { h.kind = RecordKind::ConnEvent; },
       RingFault::Length},
      {"a serial again", [](RecordHead& h) { h.serial = 0; }, RingFault::Serial},
  }));
  INFO(c.name);
  Card card;
  HostRing ring(card.memory, kCellsLog2);
  card.write(card.record({}), {});
  const Bytes frame = frame_of(60, 0);
  card::HostFrame record = card.record(frame);
  const std::uint32_t tail = ring_advance(card.tail, 3);
  c.spoil(record.head);
  card.write(record, frame);
  unsigned shown = 0;
  const auto count = [&](const HostRecord&) { ++shown; };
  CHECK(ring.consume(tail, 8, count) == c.fault);
  CHECK(shown == 1);
  CHECK(ring.head() == 1);
  CHECK(ring.consume(tail, 8, count) == c.fault);
  CHECK(shown == 1);
}

TEST_CASE("random bytes never lead outside of the ring", "[device][ring]") {
  const unsigned seed = GENERATE(range(1u, 9u));
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 3000; ++round) {
    Card card;
    HostRing ring(card.memory, kCellsLog2);
    const Bytes frame = frame_of(random() % 300, 0);
    card.write(card.record(frame), frame);
    for (int i = 0; i < 3; ++i) {
      card.memory[random() % 8] = static_cast<std::uint8_t>(random());
    }
    const std::uint32_t tail = random() % 2 ? card.tail : static_cast<std::uint32_t>(random());
    ring.consume(tail, 8, [&](const HostRecord& record) {
      CHECK(record.frame.size() == record.head.frame_length);
    });
    CHECK(ring.head() <= kCells);
  }
}

}  // namespace
}  // namespace nicvs::device
