// SPDX-License-Identifier: Apache-2.0
// The kernels of nicvs/dp, compiled to BPF and run by this kernel, against the same on the CPU: the
// verdict, every byte of the frame and the conn's counters must be equal.
#include <linux/bpf.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <string>

#include "fallback/accel/native_accelerator.hpp"
#include "tests/kernel/accel_bpf/bpf_runner.hpp"
#include "tests/kernel/accel_bpf/random_frames.hpp"

namespace nicvs::test {
namespace {

constexpr unsigned kConns = 300;
constexpr unsigned kFrames = 100000;
constexpr dp::HashKey kHashKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};
constexpr soft::Time kNow{1000000000};

std::uint64_t drawn_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

// The frame in a buffer with room in front, and what the native accelerator makes of it.
struct Native {
  Bytes buffer;
  soft::Frame frame{};
  bool is_taken = false;

  Native(soft::NativeAccelerator& accelerator, const Bytes& bytes) : buffer(128 + bytes.size()) {
    std::memcpy(buffer.data() + 128, bytes.data(), bytes.size());
    frame.data = buffer.data() + 128;
    frame.length = static_cast<std::uint32_t>(bytes.size());
    frame.headroom = 128;
    const bool is_own = std::equal(kOwnMac.byte.begin(), kOwnMac.byte.end(), bytes.begin());
    is_taken = is_own && accelerator.take(frame, kNow);
  }
  // Port 1 is where the frame came from; the map of ports is empty.
  unsigned action() const {
    if (!is_taken) return XDP_PASS;
    return frame.port == 1 ? XDP_TX : XDP_DROP;
  }
  Bytes bytes() const { return {frame.data, frame.data + frame.length}; }
};

struct Bed {
  explicit Bed(Random& random)
      : native(soft::NativeAccelerator::create(1024, kHashKey)), bpf(kHashKey) {
    for (unsigned i = 0; i < kConns; ++i) {
      orders.push_back(random_order(random));
      const soft::AccelSlot slot = native->install(orders.back());
      REQUIRE(slot == bpf.accelerator().install(orders.back()));
      slots.push_back(slot);
    }
  }
  void require_equal_progress(unsigned conn) {
    const auto a = native->take_progress(slots[conn]);
    const auto b = bpf.accelerator().take_progress(slots[conn]);
    REQUIRE(a.in_packets == b.in_packets);
    REQUIRE(a.out_packets == b.out_packets);
    REQUIRE(a.in_bytes == b.in_bytes);
    REQUIRE(a.out_bytes == b.out_bytes);
    REQUIRE((a.last_packet == soft::Time{}) == (b.last_packet == soft::Time{}));
  }

  std::unique_ptr<soft::NativeAccelerator> native;
  BpfRunner bpf;
  std::vector<soft::AccelOrder> orders;
  std::vector<soft::AccelSlot> slots;
};

std::string kind_of(const soft::AccelOrder& order, const Bytes& frame) {
  const bool is_tagged = frame[12] == 0x81;
  const unsigned source = is_tagged ? 30 : 26;
  const std::uint32_t src = frame[source] * 0x1000000u + frame[source + 1] * 0x10000u +
                            frame[source + 2] * 0x100u + frame[source + 3];
  return std::to_string(static_cast<unsigned>(order.conn.method)) +
         (order.request.protocol == dp::Protocol::Tcp ? " tcp" : " udp") +
         (is_tagged ? " tagged" : "") + (src == order.request.src.word[0] ? " request" : " reply");
}

}  // namespace

TEST_CASE("BPF decides, rewrites and counts as the CPU does, frame by frame", "[accel][bpf]") {
  const std::uint64_t seed = drawn_seed();
  CAPTURE(seed);
  Random random(seed);
  Bed bed(random);
  std::map<std::string, unsigned> taken;
  for (unsigned i = 0; i < kFrames; ++i) {
    const unsigned conn = static_cast<unsigned>(random() % kConns);
    const Bytes frame = random_frame(random, bed.orders[conn]);
    const Native native(*bed.native, frame);
    const BpfRunner::Result bpf = bed.bpf.run(frame);
    CAPTURE(i, conn);
    REQUIRE(bpf.action == native.action());
    REQUIRE(bpf.frame == native.bytes());
    bed.require_equal_progress(conn);
    if (native.is_taken) ++taken[kind_of(bed.orders[conn], frame)];
    if (random() % 4 == 0) {  // the engine has seen a packet of the conn
      const soft::AccelState state = random_state(random, bed.orders[conn]);
      bed.native->set_state(bed.slots[conn], state);
      bed.bpf.accelerator().set_state(bed.slots[conn], state);
    }
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  for (const auto& [kind, frames] : taken) std::printf("%6u %s\n", frames, kind.c_str());
  // NAT both ways, DR and TUN; TCP and UDP; with a VLAN tag and without.
  REQUIRE(taken.size() == 16);
  for (const auto& [kind, frames] : taken) {
    CAPTURE(kind);
    REQUIRE(frames > 100);
  }
}

TEST_CASE("conns that ended, and all when something has changed, are the engine's", "[accel]") {
  Random random(7);
  Bed bed(random);
  unsigned taken = 0;
  const auto count_taken = [&] {
    taken = 0;
    for (unsigned i = 0; i < 2000; ++i) {
      const Bytes frame = random_frame(random, bed.orders[random() % kConns]);
      const Native native(*bed.native, frame);
      REQUIRE(bed.bpf.run(frame).action == native.action());
      taken += native.is_taken ? 1 : 0;
    }
    return taken;
  };
  REQUIRE(count_taken() > 200);
  SECTION("outdated") {
    bed.native->outdate_all();
    bed.bpf.accelerator().outdate_all();
  }
  SECTION("removed") {
    for (const soft::AccelSlot slot : bed.slots) {
      bed.native->remove(slot);
      bed.bpf.accelerator().remove(slot);
    }
    REQUIRE(bed.native->size() == 0);
  }
  REQUIRE(count_taken() == 0);
}

}  // namespace nicvs::test
