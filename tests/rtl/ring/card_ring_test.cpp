// SPDX-License-Identifier: Apache-2.0
// Records on their way from the host: what the driver writes, the card reads; and what a driver
// that has gone wrong may write.
#include <algorithm>
#include <numeric>

#include "host/device/rings.hpp"
#include "tests/rtl/ring/boundary_bench.hpp"

namespace nicvs::test {
namespace {

using device::RegisterBus;
using device::Rings;

constexpr device::RingSizes kSmall{.host_cells_log2 = 6, .card_cells_log2 = 6};

card::CardFrame frame_record() {
  card::CardFrame record{.port = 1};
  record.head.kind = card::RecordKind::CardFrame;
  return record;
}

Bytes frame_of(std::size_t size, unsigned first) {
  Bytes frame(size);
  std::iota(frame.begin(), frame.end(), static_cast<std::uint8_t>(first));
  return frame;
}

Bytes frame_in(const Record& record) {
  Bytes frame;
  for (std::size_t i = 1; i < record.cells.size(); ++i) {
    frame.insert(frame.end(), record.cells[i].begin(), record.cells[i].end());
  }
  const auto head = card::decode<card::RecordHead>(record.cells.front());
  CHECK(frame.size() == std::size_t{64} * ((head.frame_length + 63) / 64));
  frame.resize(head.frame_length);
  return frame;
}

struct Setup {
  BoundaryBench card{bench_seed()};
  RegisterBus bus{card};
  Result<Rings> rings = Rings::open(card, bus, kSmall);

  // Pushes when there is room, as the card makes it.
  template <class Pushed>
  void push(const Pushed& record, const Bytes& frame = {}) {
    bool is_pushed = rings->push(record, frame);
    for (int i = 0; i < 500 && !is_pushed; ++i) {
      card.run(20);
      is_pushed = rings->push(record, frame);
    }
    REQUIRE(is_pushed);
    rings->flush();
  }
  std::uint8_t* ring_memory() {
    const std::uint64_t high = bus.read<regs::CardRingBaseHigh>()->address();
    return card.memory(high << 32 | bus.read<regs::CardRingBaseLow>()->address(), 4096);
  }
};

TEST_CASE("frames and commands reach the card in order, over the ring's end", "[ring][card]") {
  Setup s;
  std::vector<Bytes> sent;
  for (unsigned i = 0; i < 400; ++i) {
    if (i % 5 == 4) {
      card::TableCommand command{.table_id = card::Table::Dest, .index = i};
      command.head.kind = card::RecordKind::WriteTable;
      s.push(command);
      sent.emplace_back();
    } else {
      sent.push_back(frame_of(i % 3 == 0 ? i : (i * 53) % 2049, i));
      s.push(frame_record(), sent.back());
    }
  }
  s.card.run(8000);
  REQUIRE(s.card.received.size() == sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const Record& record = s.card.received[i];
    CHECK(frame_in(record) == sent[i]);
    CHECK_FALSE(record.is_cut);
    if (i % 5 == 4) {
      CHECK(card::decode<card::TableCommand>(record.cells[0]).index == i);
    }
  }
  CHECK(s.card.taken == sent.size());
  CHECK(s.card.strays == 0);
  CHECK(s.rings->fault() == device::RingFault::None);
  CHECK(s.bus.read<regs::Faults>()->raw == 0);
}

TEST_CASE("a full ring is read, and many of its cells are asked for ahead", "[ring][card]") {
  Setup s;
  s.card.stall_percent = 0;
  for (int i = 0; i < 64; ++i) {
    REQUIRE(s.rings->push(frame_record()));
  }
  s.rings->flush();
  s.card.run(600);  // 64 reads one by one of 25 cycles each would take 1600
  CHECK(s.card.received.size() == 64);
}

TEST_CASE("no more is asked for than there is room for while nobody takes records",
          "[ring][card]") {
  Setup s;
  s.rings->close();
  s.card.run(100);
  Result<Rings> longer = Rings::open(s.card, s.bus, {.host_cells_log2 = 6, .card_cells_log2 = 8});
  REQUIRE(longer);
  for (int i = 0; i < 250; ++i) {
    REQUIRE(longer->push(frame_record()));
  }
  longer->flush();
  s.card.is_receiver_frozen = true;
  s.card.run(2000);
  CHECK(s.card.received.empty());
  s.card.is_receiver_frozen = false;
  s.card.run(6000);
  CHECK(s.card.received.size() == 250);
}

TEST_CASE("half a record that never gets its other half ends when the ring is taken away",
          "[ring][card]") {
  Setup s;
  REQUIRE(s.rings->push(frame_record(), frame_of(1500, 1)));
  s.bus.write(regs::CardRingTail{}.with_index(5));
  s.card.run(500);
  CHECK(s.card.received.empty());
  s.rings->close();
  s.card.run(100);
  REQUIRE(s.card.received.size() == 1);
  CHECK(s.card.received[0].is_cut);
  CHECK(s.card.taken == 0);
}

TEST_CASE("the host is told how far the card has read", "[ring][card]") {
  Setup s;
  s.bus.write(regs::IrqGlobalEnable{}.with_enable(true));
  s.bus.write(regs::IrqEnable{}.with_card_ring(true));
  s.push(frame_record(), frame_of(64, 0));
  s.card.run(300);
  CHECK(s.card.wait({}) == device::Interrupt::Raised);
  CHECK(s.bus.read<regs::CardRingHead>()->index() == 2);
  for (int i = 0; i < 64; ++i) {
    REQUIRE(s.rings->push(frame_record()));  // the two cells are free again
  }
}

TEST_CASE("a tail further ahead than the ring is long reads nothing and is a fault",
          "[ring][card]") {
  const std::uint32_t tail = GENERATE(65u, 0x00ffffffu, 0x800000u);
  Setup s;
  s.push(frame_record(), frame_of(60, 1));
  s.card.run(300);
  s.bus.write(regs::CardRingTail{}.with_index((2 + tail) & 0xffffff));
  s.card.run(300);
  CHECK(s.bus.read<regs::Faults>()->card_ring_index());
  CHECK(s.bus.read<regs::IrqStatus>()->fault());
  CHECK(s.card.received.size() == 1);
  CHECK(s.card.strays == 0);
}

struct Wrong {
  const char* name;
  void (*spoil)(card::RecordHead& head);
};

TEST_CASE("a record that contradicts itself stops the ring until it is set up anew",
          "[ring][card]") {
  using card::RecordHead;
  using card::RecordKind;
  const auto c = GENERATE(values<Wrong>({
      {"no kind",
       [](RecordHead& h) {
         h = {RecordKind::None, 1, 0, h.serial, 0};
       }},
      {"a kind for the host",
       [](RecordHead& h) {
         h = {RecordKind::HostFrame, 1, 0, h.serial, 0};
       }},
      {"a kind below the card's",
       [](RecordHead& h) {
         h = {RecordKind{128}, 1, 0, h.serial, 0};
       }},
      {"a kind above the card's",
       [](RecordHead& h) {
         h = {RecordKind{135}, 1, 0, h.serial, 0};
       }},
      {"no cells", [](RecordHead& h) { h.cells = 0; }},
      {"a cell too few", [](RecordHead& h) { h.cells = 2; }},
      {"a cell too many", [](RecordHead& h) { h.cells = 4; }},
      {"longer than any frame", [](RecordHead& h) { h.frame_length = 2049, h.cells = 34; }},
      {"a command with a frame", [](RecordHead& h) { h.kind = RecordKind::WriteTable; }},
      {"a serial again", [](RecordHead& h) { h.serial = 0; }},
      {"all ones",
       [](RecordHead& h) {
         h = {RecordKind{255}, 255, 0xffff, 0xffff, 0xffff};
       }},
  }));
  INFO(c.name);
  Setup s;
  s.push(frame_record(), frame_of(60, 1));
  s.card.run(300);
  REQUIRE(s.rings->push(frame_record(), frame_of(100, 2)));
  card::RecordHead head = card::decode<card::RecordHead>({s.ring_memory() + 128, 64});
  c.spoil(head);
  const auto spoilt = card::encode(head);
  std::copy(spoilt.begin(), spoilt.end(), s.ring_memory() + 128);
  s.push(frame_record(), frame_of(60, 3));
  s.card.run(300);
  CHECK(s.bus.read<regs::Faults>()->card_ring_record());
  CHECK(s.card.received.size() == 1);
  CHECK(s.bus.read<regs::CardRingHead>()->index() == 2);

  s.rings->close();
  s.bus.write(regs::Faults{}.with_card_ring_record(true));
  Result<Rings> again = Rings::open(s.card, s.bus, kSmall);
  REQUIRE(again);
  REQUIRE(again->push(frame_record(), frame_of(70, 4)));
  again->flush();
  s.card.run(300);
  CHECK(s.bus.read<regs::Faults>()->raw == 0);
  REQUIRE(s.card.received.size() == 2);
  CHECK(frame_in(s.card.received[1]) == frame_of(70, 4));
}

TEST_CASE("a ring taken away at any time ends its record, and the next one works", "[ring][card]") {
  for (unsigned cycles = 0; cycles < 120; cycles += 3) {
    INFO(cycles << " cycles");
    Setup s;
    s.push(frame_record(), frame_of(1500, 1));
    s.push(frame_record(), frame_of(100, 2));
    s.card.run(cycles);
    s.rings->close();
    Result<Rings> again = Rings::open(s.card, s.bus, kSmall);
    REQUIRE(again);
    for (unsigned i = 0; i < 3; ++i) {
      REQUIRE(again->push(frame_record(), frame_of(200, i)));
    }
    again->flush();
    s.card.run(600);
    const auto& received = s.card.received;
    REQUIRE(received.size() >= 3);
    REQUIRE(received.size() <= 5);
    for (unsigned i = 0; i < 3; ++i) {
      const Record& record = received[received.size() - 3 + i];
      CHECK_FALSE(record.is_cut);
      CHECK(frame_in(record) == frame_of(200, i));
    }
    CHECK(again->fault() == device::RingFault::None);
    CHECK(s.bus.read<regs::Faults>()->raw == 0);
    CHECK(s.card.strays == 0);
  }
}

}  // namespace
}  // namespace nicvs::test
