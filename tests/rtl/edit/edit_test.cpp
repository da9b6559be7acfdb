// SPDX-License-Identifier: Apache-2.0
// Frames of every kind through the edit shifter, against native kernels and soft::apply.
#include <catch2/catch.hpp>

#include "tests/kernel/rtl/random.hpp"
#include "tests/rtl/edit/edit_bench.hpp"

using namespace nicvs;
using namespace nicvs::test;

namespace {

// A frame that begins as the window says and goes on with anything.
Bytes frame_of(const dp::HeaderWindow& window, Random& random) {
  Bytes frame(window.frame_length == 0 ? 1 : window.frame_length);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    frame[i] = i < window.bytes.size() ? window.bytes[i] : static_cast<std::uint8_t>(random.next());
  }
  return frame;
}

dp::HeaderWindow window_of(const Bytes& frame) {
  dp::HeaderWindow window{};
  window.frame_length = static_cast<std::uint16_t>(frame.size());
  std::copy_n(frame.begin(), std::min(frame.size(), window.bytes.size()), window.bytes.begin());
  return window;
}

// What a director does with it in either direction; nothing where parsing or forwarding refuse.
Decision random_decision(const Bytes& frame, Random& random) {
  const dp::Parsed packet = dp::parse(window_of(frame));
  if (packet.reason != dp::Reason::None) return {};
  const dp::ConnView conn = random.conn_view(packet.key.family);
  const dp::Forwarding forwarding =
      random.one_in(3) ? dp::forward_reply(packet, conn, random.next_hop())
                       : dp::forward_request(packet, conn, random.tunnel(), random.next_hop());
  if (forwarding.reason != dp::Reason::None || forwarding.needs_fragmentation) return {};
  return {forwarding.edits};
}

dp::NextHop hop() { return {{{2, 0, 0, 0, 0, 9}}, {{2, 0, 0, 0, 0, 8}}, 1500, false}; }

Decision decision(const Bytes& frame, dp::ForwardMethod method) {
  const dp::Parsed packet = dp::parse(window_of(frame));
  REQUIRE(packet.reason == dp::Reason::None);
  const dp::ConnView conn{method, 80, 8080, dp::ipv4_address(0x0a000001),
                          dp::ipv4_address(0xac100005)};
  dp::Tunnel tunnel{};
  tunnel.src = dp::ipv4_address(0xac100001);
  tunnel.dst = conn.dest;
  const dp::Forwarding forwarding = dp::forward_request(packet, conn, tunnel, hop());
  REQUIRE(forwarding.reason == dp::Reason::None);
  return {forwarding.edits};
}

// A TCP frame with so many bytes between Ethernet's ends.
Bytes tcp_frame(std::size_t length, unsigned options = 0, int vlan_tci = -1) {
  Ipv4 header;
  header.options = Bytes(options, 1);
  const std::size_t headers = (vlan_tci < 0 ? 14 : 18) + 20 + options + 20;
  return ethernet(ipv4(header, tcp(40000, 80, kAck, Bytes(length - headers, 0x5a))), vlan_tci);
}

}  // namespace

TEST_CASE("random frames leave as software would edit them", "[edit]") {
  const std::uint64_t seed = bench_seed();
  INFO("seed " << seed);
  Random random(seed);
  EditBench bench(seed);
  constexpr std::uint64_t kFrames = 40000;
  for (std::uint64_t i = 0; i < kFrames; ++i) {
    bench.bubbles = i % 4000 < 2000 ? 0 : 30;
    bench.slow_lists = i % 3000 < 1500 ? 0 : 60;
    const Bytes frame = frame_of(random.window(), random);
    bench.receive(frame, random_decision(frame, random),
                  random.one_in(50) ? Receive::Damaged : Receive::Good);
  }
  bench.drain();
  CHECK(bench.sent == bench.kept);
  CHECK(bench.kept + bench.dropped + bench.dropped_full == kFrames);
  CHECK(bench.edited > kFrames / 10);
  CHECK(bench.refused > kFrames / 100);
  CHECK(bench.dropped > 0);
  WARN(bench.sent << " frames sent, " << bench.edited << " edited, " << bench.refused
                  << " lists refused, " << bench.dropped_full << " dropped for want of room");
}

TEST_CASE("every size and method, options and VLAN leave right", "[edit]") {
  const auto method =
      GENERATE(dp::ForwardMethod::Nat, dp::ForwardMethod::Dr, dp::ForwardMethod::Tun);
  EditBench bench(bench_seed());
  std::uint64_t frames = 0;
  for (const unsigned options : {0u, 4u, 20u, 40u}) {
    for (const int vlan : {-1, 7}) {
      const std::size_t shortest = (vlan < 0 ? 14 : 18) + 40 + options;
      for (std::size_t length = shortest; length < shortest + 140; ++length) {
        const Bytes frame = tcp_frame(length, options, vlan);
        bench.receive(frame, decision(frame, method));
        bench.idle(1);  // for the beat that an outer header adds
        ++frames;
      }
    }
  }
  bench.drain();
  CHECK(bench.edited == frames);
}

TEST_CASE("padding behind the packet does not leave", "[edit]") {
  EditBench bench(bench_seed());
  for (const std::size_t padding : {1u, 6u, 10u, 63u, 64u, 65u, 200u, 1400u}) {
    Bytes frame = tcp_frame(54);
    frame.resize(54 + padding, 0xff);
    bench.receive(frame, decision(frame, dp::ForwardMethod::Tun));
    bench.receive(frame, decision(frame, dp::ForwardMethod::Nat));
  }
  bench.drain();
  CHECK(bench.edited == 16);
}

TEST_CASE("frames of 64 bytes are edited in every cycle", "[edit]") {
  EditBench bench(bench_seed());
  const Bytes frame = tcp_frame(64);
  const Decision nat = decision(frame, dp::ForwardMethod::Nat);
  const std::uint64_t before = bench.cycles();
  for (int i = 0; i < 2000; ++i) bench.receive(frame, nat);
  CHECK(bench.cycles() - before == 2000);
  bench.idle(20);
  CHECK(bench.sent == 2000);
  CHECK(bench.dropped_full == 0);
}

TEST_CASE("a tunnelled frame of 64 bytes takes two cycles, and what comes faster is counted",
          "[edit]") {
  EditBench bench(bench_seed());
  const Bytes frame = tcp_frame(64);
  const Decision tunnel = decision(frame, dp::ForwardMethod::Tun);
  for (int i = 0; i < 1000; ++i) {
    bench.receive(frame, tunnel);
    bench.idle(1);
  }
  CHECK(bench.dropped_full == 0);
  for (int i = 0; i < 1000; ++i) bench.receive(frame, tunnel);
  bench.drain();
  CHECK(bench.dropped_full > 300);
  CHECK(bench.sent + bench.dropped_full == 2000);
}
