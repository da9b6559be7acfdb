// SPDX-License-Identifier: Apache-2.0
// GUE and GRE: headers byte for byte, checksums from scratch, and what each takes from the MTU.
#include <catch2/catch.hpp>
#include <string>

#include "fallback/edit/apply.hpp"
#include "fallback/edit/frame_window.hpp"
#include "nicvs/dp/pipeline.hpp"
#include "tests/kernel/support/buffer.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using dp::Family;
using dp::Reason;
using dp::TunnelChecksum;
using dp::TunnelType;

const dp::NextHop kHop = {{{2, 0, 0, 0, 0, 0x10}}, {{2, 0, 0, 0, 0, 0x11}}, 1500, false};
const dp::ConnView kConn = {dp::ForwardMethod::Tun, 80, 80, {}, {}};

dp::Tunnel tunnel_of(TunnelType type, TunnelChecksum checksum, Family outer) {
  const bool is_v4 = outer == Family::Ipv4;
  return {is_v4 ? dp::ipv4_address(0x0a0000fe) : dp::Address{{{0xfd000000, 0, 0, 0xfe}}},
          is_v4 ? dp::ipv4_address(0xc0a80102) : dp::Address{{{0xfd000000, 0, 0, 0x12}}},
          outer,
          type,
          checksum,
          dp::PmtuDiscovery::On,
          0x4242,
          40001,
          6080};
}

dp::Forwarding forwarding(const Bytes& packet, const dp::Tunnel& tunnel, std::uint32_t mtu = 1500) {
  Buffer buffer(ethernet(packet));
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  REQUIRE(p.reason == Reason::None);
  return dp::forward_request(p, kConn, tunnel, {kHop.src, kHop.dst, mtu, false});
}

Bytes tunnelled(const Bytes& packet, const dp::Tunnel& tunnel) {
  Buffer buffer(ethernet(packet));
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  const dp::Forwarding f = dp::forward_request(p, kConn, tunnel, kHop);
  REQUIRE(f.reason == Reason::None);
  REQUIRE(soft::apply(f.edits, buffer.frame()));
  return l3_of(buffer.bytes());
}

Bytes between(const Bytes& bytes, std::size_t first, std::size_t count) {
  return {bytes.begin() + static_cast<long>(first),
          bytes.begin() + static_cast<long>(first + count)};
}

struct Case {
  const char* name;
  TunnelType type;
  TunnelChecksum checksum;
  std::uint8_t protocol;  // of the outer IP header
  std::size_t header;     // behind it, in bytes
};

constexpr auto kNone = TunnelChecksum::Absent;
constexpr auto kSummed = TunnelChecksum::Present;

Case any_case() {
  return GENERATE(values<Case>({{"ipip", TunnelType::IpIp, kNone, 4, 0},
                                {"gue", TunnelType::Gue, kNone, 17, 12},
                                {"gue with checksum", TunnelType::Gue, kSummed, 17, 12},
                                {"gre", TunnelType::Gre, kNone, 47, 4},
                                {"gre with checksum", TunnelType::Gre, kSummed, 47, 8}}));
}

TEST_CASE("GUE, byte for byte", "[tunnel][gue]") {
  const Bytes inner = ipv4({}, tcp(40000, 80, kSyn));
  const Bytes packet = tunnelled(inner, tunnel_of(TunnelType::Gue, kNone, Family::Ipv4));
  CHECK(to_hex(between(packet, 0, 10)) == "45000048000040003f11");
  // Ports 40001 and 6080, 52 bytes, no checksum; variant 0, protocol 4, no flags.
  CHECK(to_hex(between(packet, 20, 12)) == "9c4117c00034000000040000");
  CHECK(between(packet, 32 + 20, 20) == between(inner, 20, 20));
}

TEST_CASE("GRE, byte for byte", "[tunnel][gre]") {
  const Bytes inner6 = ipv6({}, tcp(40000, 80, kSyn));
  const Bytes packet = tunnelled(inner6, tunnel_of(TunnelType::Gre, kNone, Family::Ipv4));
  CHECK(to_hex(between(packet, 20, 4)) == "000086dd");
  const Bytes inner = ipv4({}, tcp(40000, 80, kSyn));
  const Bytes summed = tunnelled(inner, tunnel_of(TunnelType::Gre, kSummed, Family::Ipv4));
  CHECK(to_hex(between(summed, 20, 4)) == "80000800");
  CHECK(to_hex(between(summed, 26, 2)) == "0000");
}

TEST_CASE("every tunnel in every pair of families", "[tunnel]") {
  const Case c = any_case();
  const Family inner_family = GENERATE(Family::Ipv4, Family::Ipv6);
  const Family outer_family = GENERATE(Family::Ipv4, Family::Ipv6);
  const std::size_t payload = GENERATE(0u, 1u, 1000u);
  CAPTURE(c.name, inner_family, outer_family, payload);
  const Bytes transport = tcp(40000, 80, kAck, Bytes(payload, 0xa5));
  const Bytes inner = inner_family == Family::Ipv4 ? ipv4({}, transport) : ipv6({}, transport);
  const std::size_t outer_ip = outer_family == Family::Ipv4 ? 20 : 40;

  const Bytes packet = tunnelled(inner, tunnel_of(c.type, c.checksum, outer_family));

  REQUIRE(packet.size() == outer_ip + c.header + inner.size());
  const std::uint8_t ipip = inner_family == Family::Ipv4 ? 4 : 41;
  CHECK(packet[outer_ip == 20 ? 9 : 6] == (c.type == TunnelType::IpIp ? ipip : c.protocol));
  CHECK((outer_ip == 40 || reference_checksum(between(packet, 0, 20)) == 0));
  const Bytes behind = between(packet, outer_ip, packet.size() - outer_ip);
  if (c.type == TunnelType::Gue) {
    CHECK(behind[4] * 256u + behind[5] == behind.size());
    CHECK(behind[9] == ipip);
    if (c.checksum == kSummed) {
      CHECK(checksum_fault(packet).empty());
    } else {
      CHECK(behind[6] + behind[7] == 0);
    }
  }
  if (c.type == TunnelType::Gre) {
    CHECK((c.checksum == kNone || reference_checksum(behind) == 0));
  }
  const Bytes carried = between(behind, c.header, inner.size());
  CHECK(checksum_fault(carried).empty());
  CHECK(carried[inner_family == Family::Ipv4 ? 8 : 7] == 63);
}

TEST_CASE("every tunnel takes its headers from the MTU", "[tunnel][mtu]") {
  const Case c = any_case();
  const Family outer = GENERATE(Family::Ipv4, Family::Ipv6);
  CAPTURE(c.name, outer);
  const dp::Tunnel tunnel = tunnel_of(c.type, c.checksum, outer);
  const auto overhead = static_cast<std::uint32_t>((outer == Family::Ipv4 ? 20 : 40) + c.header);
  const Bytes packet = ipv4({}, tcp(40000, 80, kAck, Bytes(1360)));  // 1400 bytes
  CHECK(forwarding(packet, tunnel, 1400 + overhead).reason == Reason::None);
  const dp::Forwarding refused = forwarding(packet, tunnel, 1399 + overhead);
  CHECK(refused.reason == Reason::MtuExceeded);
  CHECK(refused.mtu == 1399);
  const std::uint32_t least = outer == Family::Ipv4 ? 68 : 1280;
  CHECK(forwarding(packet, tunnel, least + overhead).reason == Reason::MtuExceeded);
  CHECK(forwarding(packet, tunnel, least + overhead - 1).reason == Reason::TunnelMtuTooSmall);
}

TEST_CASE("GUE's source port is in the ephemeral range and depends on the flow", "[tunnel][gue]") {
  CHECK(dp::gue_source_port(0) == 32768);
  CHECK(dp::gue_source_port(~std::uint64_t{0}) == 60998);
  CHECK(dp::gue_source_port(std::uint64_t{1} << 63) == 32768 + 28231 / 2);
}

TEST_CASE("the longest headers need 52 bytes of headroom", "[tunnel]") {
  const Bytes frame = ethernet(ipv4({}, tcp(40000, 80, kSyn)));
  const dp::Tunnel tunnel = tunnel_of(TunnelType::Gue, kSummed, Family::Ipv6);
  for (const std::uint32_t headroom : {52u, 51u}) {
    Buffer buffer(frame, headroom);
    const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
    const dp::Forwarding f = dp::forward_request(p, kConn, tunnel, kHop);
    CHECK(soft::apply(f.edits, buffer.frame()) == (headroom == 52));
    CHECK(buffer.frame().headroom == (headroom == 52 ? 0 : 51));
  }
}

}  // namespace
}  // namespace nicvs::test
