// SPDX-License-Identifier: Apache-2.0
// The FIFO of frames: whole or not at all, and every frame has one fate.
#include <catch2/catch.hpp>
#include <cstdint>
#include <deque>
#include <vector>

#include "Vstream.h"
#include "tests/rtl/support/clocked.hpp"

using namespace nicvs::test;

namespace {

using Frame = std::vector<std::uint32_t>;
constexpr std::size_t kMemory = 32;  // beats

enum class Damage { None, Dropped };

class PacketBench {
 public:
  Clocked<Vstream> dut;
  std::uint64_t kept = 0;
  std::uint64_t dropped = 0;
  std::uint64_t dropped_full = 0;
  std::uint64_t delivered = 0;
  std::uint64_t gaps = 0;  // cycles without a beat inside a frame although the sink was ready

  // Sends a frame, one beat a cycle but for bubbles, while the sink takes beats.
  void send(const Frame& frame, Damage damage, std::mt19937_64& random, unsigned bubbles,
            unsigned taken) {
    sent_.push_back({frame, damage});
    for (std::size_t i = 0; i < frame.size(); ++i) {
      while (in_percent(random, bubbles)) idle(in_percent(random, taken));
      dut->packet_s_valid_i = 1;
      dut->packet_s_data_i = frame[i];
      dut->packet_s_last_i = i + 1 == frame.size() ? 1 : 0;
      dut->packet_s_drop_i = damage == Damage::Dropped ? 1 : random() % 2 & !dut->packet_s_last_i;
      step(in_percent(random, taken));
    }
    dut->packet_s_valid_i = 0;
  }

  void idle(bool takes) {
    dut->packet_s_valid_i = 0;
    step(takes);
  }

  void drain() {
    for (std::size_t i = 0; i < 2 * kMemory + 16; ++i) idle(true);
    REQUIRE(sent_.empty());
    REQUIRE(inside_.empty());
  }

 private:
  struct Sent {
    Frame frame;
    Damage damage;
  };

  void step(bool takes) {
    dut->packet_m_ready_i = takes ? 1 : 0;
    dut.settle();
    if (dut->packet_m_valid_o != 0 && takes) {
      take();
    } else if (takes && !partial_.empty()) {
      ++gaps;
    }
    dut.clock();
    settle_fate();
  }

  void take() {
    partial_.push_back(dut->packet_m_data_o);
    if (dut->packet_m_last_o == 0) return;
    REQUIRE_FALSE(inside_.empty());
    REQUIRE(partial_ == inside_.front());
    inside_.pop_front();
    partial_.clear();
    ++delivered;
  }

  void settle_fate() {
    const bool is_kept = dut->packet_kept_o != 0;
    const bool is_dropped = dut->packet_dropped_o != 0;
    const bool is_full = dut->packet_dropped_full_o != 0;
    if (!is_kept && !is_dropped && !is_full) return;
    REQUIRE_FALSE(sent_.empty());
    const Sent fate = sent_.front();
    sent_.pop_front();
    REQUIRE(is_dropped == (fate.damage == Damage::Dropped));
    kept += is_kept ? 1 : 0;
    dropped += is_dropped ? 1 : 0;
    dropped_full += is_full ? 1 : 0;
    if (is_kept) inside_.push_back(fate.frame);
  }

  std::deque<Sent> sent_;     // without a fate yet
  std::deque<Frame> inside_;  // kept
  Frame partial_;
};

Frame random_frame(std::mt19937_64& random, std::size_t longest) {
  Frame frame(1 + random() % longest);
  for (std::uint32_t& beat : frame) beat = static_cast<std::uint32_t>(random());
  return frame;
}

}  // namespace

TEST_CASE("frames are kept whole or dropped whole, and each is counted once", "[packet_fifo]") {
  const unsigned bubbles = GENERATE(0u, 50u);
  const unsigned taken = GENERATE(20u, 60u, 100u);
  const std::uint64_t seed = bench_seed();
  INFO("bubbles " << bubbles << " %, taken " << taken << " %, seed " << seed);
  std::mt19937_64 random(seed);
  PacketBench bench;
  constexpr std::uint64_t kFrames = 3000;
  for (std::uint64_t i = 0; i < kFrames; ++i) {
    const std::size_t longest = i % 3 == 0 ? 1 : i % 3 == 1 ? 8 : 40;
    const Damage damage = random() % 8 == 0 ? Damage::Dropped : Damage::None;
    bench.send(random_frame(random, longest), damage, random, bubbles, taken);
  }
  bench.drain();
  CHECK(bench.kept + bench.dropped + bench.dropped_full == kFrames);
  CHECK(bench.delivered == bench.kept);
  CHECK(bench.dropped > 0);
  CHECK(bench.dropped_full > 0);  // at least those of more than 32 beats
  CHECK(bench.gaps == 0);
}

TEST_CASE("frames that fit are never dropped while the sink keeps up", "[packet_fifo]") {
  std::mt19937_64 random(bench_seed());
  PacketBench bench;
  for (int i = 0; i < 2000; ++i) {
    bench.send(random_frame(random, 14), Damage::None, random, 0, 100);
  }
  bench.drain();
  CHECK(bench.kept == 2000);
}

TEST_CASE("frames of one beat go through in every cycle", "[packet_fifo]") {
  std::mt19937_64 random(bench_seed());
  PacketBench bench;
  for (int i = 0; i < 1004; ++i) bench.send({7}, Damage::None, random, 0, 100);
  CHECK(bench.delivered >= 999);
}

TEST_CASE("a frame as long as the memory fits, a longer one does not", "[packet_fifo]") {
  std::mt19937_64 random(bench_seed());
  PacketBench bench;
  bench.send(Frame(kMemory, 1), Damage::None, random, 0, 0);
  bench.idle(false);
  bench.idle(false);
  CHECK(bench.kept == 1);
  bench.drain();
  bench.send(Frame(kMemory + 1, 2), Damage::None, random, 0, 100);
  bench.send({3}, Damage::None, random, 0, 100);
  bench.drain();
  CHECK(bench.dropped_full == 1);
  CHECK(bench.delivered == 2);
}
