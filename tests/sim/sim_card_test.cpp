// SPDX-License-Identifier: Apache-2.0
// The driver on a card that is simulated: the same calls as for any card, through the RTL.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <optional>

#include "host/device/heartbeat.hpp"
#include "host/device/identity.hpp"
#include "host/device/rings.hpp"
#include "sim/sim_card.hpp"

namespace nicvs::sim {
namespace {

using namespace std::chrono_literals;
using device::HostRecord;
using device::RingFault;
using device::Rings;
using Frame = std::vector<std::uint8_t>;

// SystemC allows one card in a process; each test begins with a reset.
SimCard& the_card() {
  static SimCard card({.seed = 7, .clock_drift_ppm = -80});
  return card;
}

Frame frame_of(std::size_t size, unsigned first) {
  Frame frame(size);
  std::iota(frame.begin(), frame.end(), static_cast<std::uint8_t>(first));
  return frame;
}

card::CardFrame to_wire() {
  card::CardFrame record{};
  record.head.kind = card::RecordKind::CardFrame;
  return record;
}

struct Setup {
  SimCard& card = the_card();
  SimCounts before = (card.plug(), card.take_sent(), card.counts());
  device::RegisterBus bus{card};
  Result<Rings> rings = Rings::open(card, bus, {.host_cells_log2 = 10, .card_cells_log2 = 10});
  std::vector<Frame> seen;
  std::vector<card::HostFrame> heads;

  ~Setup() {
    rings->close();
    card.run(2us);  // what was asked for comes, and nobody misses it
    CHECK(card.counts().memory_strays == before.memory_strays);
    CHECK(card.counts().sent_pauses == before.sent_pauses);
  }
  RingFault consume() {
    return rings->consume(1000, [&](const HostRecord& record) {
      seen.emplace_back(record.frame.begin(), record.frame.end());
      heads.push_back(card::decode<card::HostFrame>(record.cell));
    });
  }
};

TEST_CASE("the driver finds a card of its edition", "[sim][card]") {
  Setup s;
  const auto found = device::identify(s.bus);
  REQUIRE(found);
  CHECK(found->ports == 1);
  CHECK(found->clock_khz == 322266);
  CHECK(found->conn_slots == 0);
}

TEST_CASE("frames from the wire reach the host as they were", "[sim][card]") {
  Setup s;
  std::vector<Frame> sent;
  for (const std::size_t size : {60u, 61u, 63u, 64u, 65u, 127u, 128u, 129u, 1514u, 2048u}) {
    sent.push_back(frame_of(size, static_cast<unsigned>(size)));
    s.card.send(sent.back());
  }
  s.card.run(5us);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen == sent);
  CHECK(s.heads.front().reason == dp::Reason::NoService);
  for (std::size_t i = 1; i < s.heads.size(); ++i) {
    const std::int64_t cycles =
        static_cast<std::int64_t>(s.heads[i].received - s.heads[i - 1].received);
    // First beats are as far apart as on the wire; a beat is complete when its last byte is there.
    const auto wire = wire_time(sent[i - 1].size());
    CHECK(std::abs(cycles * 3103 - wire.count()) < 64 * 80 + 2 * 3103);
  }
}

TEST_CASE("short frames are padded by the MAC", "[sim][card]") {
  Setup s;
  s.card.send(frame_of(42, 1));
  s.card.run(2us);
  REQUIRE(s.consume() == RingFault::None);
  REQUIRE(s.seen.size() == 1);
  Frame padded = frame_of(42, 1);
  padded.resize(60);
  CHECK(s.seen[0] == padded);
}

TEST_CASE("damaged frames are counted and go no further", "[sim][card]") {
  Setup s;
  s.card.send(frame_of(100, 1));
  s.card.send(frame_of(200, 2), Damage::BadFcs);
  s.card.send(frame_of(300, 3));
  s.card.run(2us);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen == std::vector<Frame>{frame_of(100, 1), frame_of(300, 3)});
  CHECK(s.card.counts().received_damaged - s.before.received_damaged == 1);
}

TEST_CASE("a storm that nobody fetches is lost frame by frame, and all are counted",
          "[sim][card]") {
  Setup s;
  constexpr unsigned kFrames = 2000;
  for (unsigned i = 0; i < kFrames; ++i) {
    s.card.send(frame_of(60 + i % 40, i));
  }
  s.card.run(wire_time(100) * kFrames + 10us);
  REQUIRE(s.consume() == RingFault::None);
  const SimCounts after = s.card.counts();
  const std::uint64_t lost =
      after.received_full - s.before.received_full + after.host_ring_full - s.before.host_ring_full;
  CHECK(lost > 0);
  CHECK(s.seen.size() + lost == kFrames);
  s.card.send(frame_of(99, 1));
  s.card.run(3us);
  s.seen.clear();
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen == std::vector<Frame>{frame_of(99, 1)});
}

TEST_CASE("the host's frames leave as they are, at the wire's pace and without a pause",
          "[sim][card]") {
  Setup s;
  std::vector<Frame> frames;
  for (unsigned i = 0; i < 12; ++i) {
    frames.push_back(frame_of(i % 2 == 0 ? 2048 - i : 60 + i, i));
    REQUIRE(s.rings->push(to_wire(), frames.back()));
  }
  s.rings->flush();
  s.card.run(20us);
  const std::vector<SentFrame> sent = s.card.take_sent();
  REQUIRE(sent.size() == frames.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    CHECK(sent[i].bytes == frames[i]);
    CHECK(sent[i].damage == Damage::None);
    if (i > 0) {
      CHECK(sent[i].at - sent[i - 1].at >= wire_time(frames[i - 1].size()));
    }
  }
}

TEST_CASE("waiting for the card ends with its interrupt", "[sim][card]") {
  Setup s;
  s.bus.write(regs::IrqStatus{0x7});
  s.bus.write(regs::IrqGlobalEnable{}.with_enable(true));
  s.bus.write(regs::IrqEnable{}.with_host_ring(true));
  const Picoseconds start = s.card.now();
  s.card.send(frame_of(60, 0));
  CHECK(s.card.wait(1ms) == device::Interrupt::Raised);
  CHECK(s.card.now() - start < 1us);
  REQUIRE(s.consume() == RingFault::None);
  CHECK(s.seen.size() == 1);
}

TEST_CASE("a card that leaves the bus is gone for the driver", "[sim][card]") {
  Setup s;
  device::HeartbeatWatch watch(100ms, {});
  const auto at = [](std::chrono::milliseconds time) {
    return device::HeartbeatWatch::Time{} + time;
  };
  for (int i = 0; i < 4; ++i) {
    CHECK(watch.observe(s.bus.read<regs::Heartbeat>(), at(i * 80ms)) == device::CardHealth::Alive);
    s.card.run(4us);
  }
  s.card.unplug();
  CHECK(s.card.wait(1ms) == device::Interrupt::CardGone);
  CHECK(watch.observe(s.bus.read<regs::Heartbeat>(), at(321ms)) == device::CardHealth::Lost);
  CHECK(s.bus.is_gone());
  s.card.plug();
  device::RegisterBus again(s.card);
  CHECK(device::identify(again));
}

TEST_CASE("an address without a register reads as all ones and loses no card", "[sim][card]") {
  Setup s;
  CHECK(s.card.read32(0xfffc) == 0xffffffff);
  CHECK(s.card.read32(regs::Id::kOffset) == regs::kCardId);
}

}  // namespace
}  // namespace nicvs::sim
