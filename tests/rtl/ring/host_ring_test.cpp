// SPDX-License-Identifier: Apache-2.0
// Records on their way to the host: what the card writes, the driver reads.
#include <algorithm>

#include "host/device/rings.hpp"
#include "tests/rtl/ring/boundary_bench.hpp"

namespace nicvs::test {
namespace {

using device::HostRecord;
using device::RegisterBus;
using device::RingFault;
using device::Rings;

constexpr device::RingSizes kSmall{.host_cells_log2 = 6, .card_cells_log2 = 6};

Bytes frame_of(std::size_t size, unsigned first) {
  Bytes frame(size);
  for (std::size_t i = 0; i < size; ++i) {
    frame[i] = static_cast<std::uint8_t>(first + i);
  }
  return frame;
}

struct Setup {
  BoundaryBench card{bench_seed()};
  RegisterBus bus{card};
  Result<Rings> rings = Rings::open(card, bus, kSmall);
  std::vector<Bytes> seen;

  RingFault consume(unsigned budget = 64) {
    return rings->consume(budget, [&](const HostRecord& record) {
      seen.emplace_back(record.frame.begin(), record.frame.end());
    });
  }
  void finish() {
    for (int i = 0; i < 1000 && card.unsent() > 0; ++i) {
      card.run(50);
    }
    card.run(200);
    REQUIRE(card.unsent() == 0);
  }
};

TEST_CASE("frames of every length reach the host in order, over the ring's end", "[ring][host]") {
  Setup s;
  std::vector<Bytes> sent;
  for (unsigned i = 0; i < 600; ++i) {
    const std::size_t size = i % 3 == 0 ? i : 60 + (i * 37) % 1989;
    sent.push_back(frame_of(size, i));
    s.card.send_frame(sent.back());
    s.card.run(static_cast<unsigned>(size / 8));
    while (s.card.unsent() > 0) {
      s.card.run(20);
    }
    s.card.run(100);
    REQUIRE(s.consume() == RingFault::None);
  }
  CHECK(s.seen == sent);
  CHECK(s.card.dropped == 0);
  CHECK(s.card.stored == sent.size());
  CHECK(s.card.strays == 0);
}

TEST_CASE("a host that does not read costs whole records, each counted", "[ring][host]") {
  Setup s;
  unsigned sent = 0;
  for (unsigned round = 0; round < 50; ++round) {
    for (unsigned i = 0; i < 20; ++i) {
      s.card.send_frame(frame_of(round * 7 + i * 29, sent++));
    }
    s.finish();
    REQUIRE(s.consume(4 + round % 7) == RingFault::None);
  }
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.card.dropped > 0);
  CHECK(s.card.stored + s.card.dropped == sent);
  CHECK(s.seen.size() == s.card.stored);
  CHECK_FALSE(s.bus.read<regs::Faults>()->host_ring_index());
}

TEST_CASE("a ring is filled to its last cell", "[ring][host]") {
  Setup s;
  for (int i = 0; i < 65; ++i) {
    s.card.send_frame({});
  }
  s.finish();
  CHECK(s.card.stored == 64);
  CHECK(s.card.dropped == 1);
  CHECK(s.bus.read<regs::HostRingTail>()->index() == 64);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen.size() == 64);
}

TEST_CASE("without a ring everything is dropped and nothing written", "[ring][host]") {
  BoundaryBench card(bench_seed());
  card.send_frame(frame_of(1000, 0));
  card.send_frame({});
  card.run(300);
  CHECK(card.unsent() == 0);
  CHECK(card.dropped == 2);
  CHECK(card.stored == 0);
  CHECK(card.strays == 0);
  CHECK(card.model()->dropped_kind_o == static_cast<unsigned>(card::RecordKind::HostFrame));
}

TEST_CASE("the host is told no later than after seven records, and when it is quiet",
          "[ring][host]") {
  Setup s;
  s.card.send_frame({});
  s.card.run(100);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen.size() == 1);
  for (int i = 0; i < 30; ++i) {
    s.card.send_frame({});
  }
  std::size_t most = 0;
  while (s.card.unsent() > 0) {
    s.card.run(1);
    REQUIRE(s.consume() == RingFault::None);
    most = std::max<std::size_t>(most, 1 + s.card.stored - s.seen.size());
  }
  CHECK(most <= 10);  // seven, and two that are on their way to memory
  s.card.run(100);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen.size() == 31);
}

TEST_CASE("records raise the interrupt once the host can see them", "[ring][host]") {
  Setup s;
  s.bus.write(regs::IrqGlobalEnable{}.with_enable(true));
  s.bus.write(regs::IrqEnable{}.with_host_ring(true));
  CHECK(s.card.wait({}) == device::Interrupt::TimedOut);
  s.card.is_memory_frozen = true;
  s.card.send_frame({});
  s.card.run(200);
  CHECK(s.card.wait({}) == device::Interrupt::TimedOut);
  s.card.is_memory_frozen = false;
  s.card.run(200);
  CHECK(s.card.wait({}) == device::Interrupt::Raised);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen.size() == 1);
  s.bus.write(regs::IrqStatus{}.with_host_ring(true));
  s.card.run(2);
  CHECK(s.card.wait({}) == device::Interrupt::TimedOut);
}

TEST_CASE("the interrupt never comes before what it tells of", "[ring][host]") {
  for (unsigned cycles = 0; cycles < 60; ++cycles) {
    INFO(cycles << " cycles");
    Setup s;
    s.card.stall_percent = 0;
    s.bus.write(regs::IrqGlobalEnable{}.with_enable(true));
    s.bus.write(regs::IrqEnable{}.with_host_ring(true));
    s.card.send_frame({});
    s.card.run(cycles);
    s.card.is_memory_frozen = true;
    s.card.run(50);
    const bool is_raised = s.card.wait({}) == device::Interrupt::Raised;
    REQUIRE(s.consume() == RingFault::None);
    CHECK(is_raised == (s.seen.size() == 1));
  }
}

TEST_CASE("without a place for ring_status only the register tells", "[ring][host]") {
  Setup s;
  s.bus.write(regs::RingStatusLow{}.with_address(0));
  s.bus.write(regs::RingStatusHigh{}.with_address(0));
  s.card.send_frame(frame_of(100, 1));
  s.finish();
  CHECK(s.bus.read<regs::HostRingTail>()->index() == 3);
  CHECK(s.card.strays == 0);
  s.rings->close();
  CHECK(s.bus.read<regs::HostRingTail>()->index() == 0);
}

TEST_CASE("a head outside of what was written is a fault, and nothing is overwritten",
          "[ring][host]") {
  Setup s;
  s.card.send_frame(frame_of(100, 1));
  s.finish();
  s.bus.write(regs::HostRingHead{}.with_index(9));
  s.card.send_frame(frame_of(100, 2));
  s.finish();
  CHECK(s.bus.read<regs::Faults>()->host_ring_index());
  CHECK(s.card.dropped == 1);
  s.bus.write(regs::HostRingHead{}.with_index(0));
  s.card.send_frame(frame_of(100, 3));
  s.finish();
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen == std::vector<Bytes>{frame_of(100, 1), frame_of(100, 3)});
}

TEST_CASE("a ring taken away in the middle of a record gets no more of it", "[ring][host]") {
  for (unsigned cycles = 0; cycles < 60; ++cycles) {
    INFO(cycles << " cycles");
    Setup s;
    s.card.send_frame(frame_of(1500, 1));
    s.card.run(cycles);
    s.rings->close();
    s.finish();
    CHECK(s.card.stored + s.card.dropped == 1);
    CHECK(s.card.strays == 0);
    Result<Rings> again = Rings::open(s.card, s.bus, kSmall);
    REQUIRE(again);
    s.card.send_frame(frame_of(1500, 2));
    s.finish();
    std::vector<Bytes> seen;
    REQUIRE(again->consume(8, [&](const HostRecord& record) {
      seen.emplace_back(record.frame.begin(), record.frame.end());
    }) == RingFault::None);
    CHECK(seen == std::vector<Bytes>{frame_of(1500, 2)});
  }
}

}  // namespace
}  // namespace nicvs::test
