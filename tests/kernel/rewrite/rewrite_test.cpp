// SPDX-License-Identifier: Apache-2.0
// Frames through parse, forward_* and apply: the byte examples of the specification, then every
// method and family with checksums computed from scratch.
#include <catch2/catch.hpp>
#include <string>

#include "fallback/edit/apply.hpp"
#include "fallback/edit/frame_window.hpp"
#include "nicvs/dp/pipeline.hpp"
#include "tests/kernel/support/buffer.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using dp::ForwardMethod;
using dp::Reason;

const dp::NextHop kHop = {{{2, 0, 0, 0, 0, 0x10}}, {{2, 0, 0, 0, 0, 0x11}}, 1500, false};
const std::string kMacs = "020000000011020000000010";
const dp::NextHop kLocalHop = {{}, {}, 65536, true};

const dp::Address kDest = dp::ipv4_address(0xc0a80102);  // 192.168.1.2
const dp::Address kVip = dp::ipv4_address(0x0a000001);   // 10.0.0.1
const dp::Address kDest6{{{0xfd000000, 0, 0, 0x12}}};
const dp::Address kVip6{{{0x20010db8, 1, 0, 0x80}}};
const dp::Address kDirector = dp::ipv4_address(0x0a0000fe);
const dp::Address kDirector6{{{0xfd000000, 0, 0, 0xfe}}};

dp::ConnView conn_of(ForwardMethod method, std::uint16_t dest_port = 8080,
                     std::uint16_t virtual_port = 80) {
  return {method, virtual_port, dest_port, kVip, kDest};
}

dp::ConnView conn6_of(ForwardMethod method, std::uint16_t dest_port = 8080) {
  return {method, 80, dest_port, kVip6, kDest6};
}

dp::Tunnel tunnel_of(dp::Family outer, dp::PmtuDiscovery pmtu = dp::PmtuDiscovery::On) {
  const bool is_v4 = outer == dp::Family::Ipv4;
  return {is_v4 ? kDirector : kDirector6,
          is_v4 ? kDest : kDest6,
          outer,
          dp::TunnelType::IpIp,
          dp::TunnelChecksum::Absent,
          pmtu,
          0x4242,
          0,
          0};
}

struct Result {
  Reason reason;
  std::string macs;
  std::string type;
  Bytes packet;  // behind the Ethernet header
  dp::Forwarding forwarding;
};

Result applied(const dp::Forwarding& f, Buffer& buffer) {
  Result r{f.reason, "", "", {}, f};
  if (f.reason != Reason::None) return r;
  REQUIRE(soft::apply(f.edits, buffer.frame()));
  const Bytes all = buffer.bytes();
  r.macs = to_hex(Bytes(all.begin(), all.begin() + 12));
  r.type = to_hex(Bytes(all.begin() + 12, all.begin() + 14));
  r.packet = Bytes(all.begin() + 14, all.end());
  return r;
}

Result request(const Bytes& packet, const dp::ConnView& conn,
               const dp::Tunnel& tunnel = tunnel_of(dp::Family::Ipv4),
               const dp::NextHop& hop = kHop) {
  Buffer buffer(ethernet(packet));
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  REQUIRE(p.reason == Reason::None);
  return applied(dp::forward_request(p, conn, tunnel, hop), buffer);
}

Result reply(const Bytes& packet, const dp::ConnView& conn, const dp::NextHop& hop = kHop) {
  Buffer buffer(ethernet(packet));
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  REQUIRE(p.reason == Reason::None);
  return applied(dp::forward_reply(p, conn, hop), buffer);
}

const Bytes kSynPacket = hex(
    "45000028 12344000 40065c9a c0000201 0a000001 9c400050 00000001 00000000 5002ffff 474f0000");

TEST_CASE("NAT: the client's SYN, byte for byte", "[rewrite][nat]") {
  const Result r = request(kSynPacket, conn_of(ForwardMethod::Nat));
  CHECK(to_hex(r.packet) == to_hex(hex("45000028 12344000 3f06a5f0 c0000201 c0a80102 9c401f90"
                                       "00000001 00000000 5002ffff 70650000")));
  CHECK(r.macs == kMacs);
}

TEST_CASE("NAT: the dest's SYN+ACK, byte for byte", "[rewrite][nat]") {
  const Result r = reply(hex("45000028 00004000 4006b724 c0a80102 c0000201 1f909c40 00000064"
                             "00000002 5012ffff 6ff00000"),
                         conn_of(ForwardMethod::Nat));
  CHECK(to_hex(r.packet) == to_hex(hex("45000028 00004000 3f066fce 0a000001 c0000201 00509c40"
                                       "00000064 00000002 5012ffff 46da0000")));
}

TEST_CASE("NAT: a UDP datagram without a checksum gets one", "[rewrite][nat]") {
  const Result r =
      request(hex("45000020 12344000 40115c97 c0000201 0a000001 9c400035 000c0000 41424344"),
              conn_of(ForwardMethod::Nat, 53, 53));
  CHECK(to_hex(r.packet) == to_hex(hex("45000020 12344000 3f11a5ed c0000201 c0a80102 9c400035"
                                       "000c5b2e 41424344")));
  const Result back = reply(ipv4({.src = 0xc0a80102,
                                  .dst = 0xc0000201,
                                  .protocol = kUdp,
                                  .udp_checksum = UdpChecksum::Zero},
                                 udp(53, 40000, hex("4142434445"))),
                            conn_of(ForwardMethod::Nat, 53, 53));
  CHECK(checksum_fault(back.packet).empty());
}

TEST_CASE("DR: only TTL and header checksum change", "[rewrite][dr]") {
  const Result r = request(kSynPacket, conn_of(ForwardMethod::Dr));
  CHECK(to_hex(r.packet) == to_hex(hex("45000028 12344000 3f065d9a c0000201 0a000001 9c400050"
                                       "00000001 00000000 5002ffff 474f0000")));
  CHECK(r.macs == kMacs);
}

TEST_CASE("TUN: the outer header, byte for byte", "[rewrite][tun]") {
  const Result r = request(kSynPacket, conn_of(ForwardMethod::Tun));
  CHECK(to_hex(r.packet) ==
        to_hex(hex("4500003c 00004000 3f046f16 0a0000fe c0a80102"
                   "45000028 12344000 3f065d9a c0000201 0a000001 9c400050 00000001 00000000"
                   "5002ffff 474f0000")));
  CHECK(r.macs == kMacs);
  CHECK(r.type == "0800");
}

TEST_CASE("NAT keeps every checksum right", "[rewrite][nat]") {
  const Bytes payload = GENERATE(Bytes{}, Bytes{1}, Bytes(1001, 0xa5));
  const std::uint8_t protocol = GENERATE(kTcp, kUdp, kSctp);
  const Bytes transport = protocol == kTcp   ? tcp(40000, 80, kAck, payload)
                          : protocol == kUdp ? udp(40000, 80, payload)
                                             : join({sctp(40000, 80, {0}), payload});
  const Result v4 = request(ipv4({.protocol = protocol, .options = Bytes(8, 1)}, transport),
                            conn_of(ForwardMethod::Nat));
  CHECK(checksum_fault(v4.packet).empty());
  CHECK(to_hex(v4.packet).substr(32, 8) == "c0a80102");
  CHECK(to_hex(v4.packet).substr(56, 8) == "9c401f90");

  const Result v6 =
      request(ipv6({.next_header = protocol}, transport), conn6_of(ForwardMethod::Nat));
  CHECK(checksum_fault(v6.packet).empty());
  CHECK(v6.packet[7] == 63);
  CHECK(to_hex(v6.packet).substr(48, 32) == "fd000000000000000000000000000012");
}

TEST_CASE("SCTP keeps its CRC when no port changes, even a wrong one", "[rewrite][nat][sctp]") {
  Bytes packet = ipv4({.protocol = kSctp}, sctp(40000, 80, {1}));
  packet[28] ^= 1;
  const Result same = request(packet, conn_of(ForwardMethod::Nat, 80));
  CHECK(to_hex(Bytes(same.packet.begin() + 28, same.packet.begin() + 32)) ==
        to_hex(Bytes(packet.begin() + 28, packet.begin() + 32)));
  const Result other = request(packet, conn_of(ForwardMethod::Nat, 81));
  CHECK(checksum_fault(other.packet).empty());
}

TEST_CASE("a wrong TCP checksum stays wrong", "[rewrite][nat]") {
  Bytes packet = kSynPacket;
  packet[36] ^= 0x10;
  const Result r = request(packet, conn_of(ForwardMethod::Nat));
  CHECK(checksum_fault(r.packet).rfind("transport checksum is ", 0) == 0);
}

TEST_CASE("a UDP checksum that becomes 0 is sent as all ones", "[rewrite][nat]") {
  // The payload is chosen so that the sum over the rewritten datagram is 0xffff.
  Bytes payload = {0, 0};
  const dp::ConnView conn = conn_of(ForwardMethod::Nat, 53, 53);
  const Result probe = request(ipv4({.protocol = kUdp}, udp(40000, 53, payload)), conn);
  payload = {probe.packet[26], probe.packet[27]};
  const Result r = request(ipv4({.protocol = kUdp}, udp(40000, 53, payload)), conn);
  CHECK(to_hex(Bytes(r.packet.begin() + 26, r.packet.begin() + 28)) == "ffff");
  CHECK(checksum_fault(r.packet).empty());
}

TEST_CASE("a lying UDP length never reaches behind the packet", "[rewrite][nat][hostile]") {
  Bytes packet =
      ipv4({.protocol = kUdp, .udp_checksum = UdpChecksum::Zero}, udp(40000, 53, hex("41424344")));
  const unsigned claimed = GENERATE(0u, 7u, 13u, 0xffffu);
  packet[24] = static_cast<std::uint8_t>(claimed >> 8);
  packet[25] = static_cast<std::uint8_t>(claimed);
  const Result r = request(packet, conn_of(ForwardMethod::Nat, 53, 53));
  CHECK(r.packet.size() == 32);
  CHECK((r.packet[26] != 0 || r.packet[27] != 0));
}

TEST_CASE("a UDP checksum covers what the UDP length says", "[rewrite][nat]") {
  Bytes packet =
      ipv4({.protocol = kUdp, .udp_checksum = UdpChecksum::Zero}, udp(40000, 53, hex("41424344")));
  packet[25] = 10;
  const Result r = request(packet, conn_of(ForwardMethod::Nat, 53, 53));
  const Bytes covered = join({hex("c0000201 c0a80102 0011 000a"), hex("9c400035 000a 0000 4142")});
  CHECK(to_hex(Bytes(r.packet.begin() + 26, r.packet.begin() + 28)) ==
        to_hex(be16_bytes(reference_checksum(covered))));
}

TEST_CASE("tunnels within and across families", "[rewrite][tun]") {
  struct Case {
    const char* name;
    dp::Family inner;
    dp::Family outer;
    const char* type;
    std::uint8_t protocol;
    std::size_t header;
  };
  const auto c =
      GENERATE(values<Case>({{"4 in 4", dp::Family::Ipv4, dp::Family::Ipv4, "0800", 4, 20},
                             {"6 in 4", dp::Family::Ipv6, dp::Family::Ipv4, "0800", 41, 20},
                             {"4 in 6", dp::Family::Ipv4, dp::Family::Ipv6, "86dd", 4, 40},
                             {"6 in 6", dp::Family::Ipv6, dp::Family::Ipv6, "86dd", 41, 40}}));
  DYNAMIC_SECTION(c.name) {
    const bool is_v4 = c.inner == dp::Family::Ipv4;
    const Bytes inner = is_v4 ? ipv4({.tos = 0x2b}, tcp(40000, 80, kSyn))
                              : ipv6({.traffic_class = 0x2b}, tcp(40000, 80, kSyn));
    const Result r =
        request(inner, is_v4 ? conn_of(ForwardMethod::Tun) : conn6_of(ForwardMethod::Tun),
                tunnel_of(c.outer));
    REQUIRE(r.reason == Reason::None);
    CHECK(r.type == c.type);
    const Bytes outer(r.packet.begin(), r.packet.begin() + static_cast<long>(c.header));
    const Bytes carried(r.packet.begin() + static_cast<long>(c.header), r.packet.end());
    CHECK(carried.size() == inner.size());
    CHECK(checksum_fault(carried).empty());
    CHECK(carried[is_v4 ? 8 : 7] == 63);
    if (c.outer == dp::Family::Ipv4) {
      CHECK(reference_checksum(outer) == 0);
      CHECK(outer[1] == 0x2a);  // CE inside is ECT(0) outside
      CHECK(outer[2] * 256u + outer[3] == r.packet.size());
      CHECK(outer[8] == 63);
      CHECK(outer[9] == c.protocol);
      CHECK(to_hex(outer).substr(24) == "0a0000fec0a80102");
      // DF with id 0 only for an inner IPv4 packet with DF.
      CHECK(to_hex(outer).substr(8, 8) == (is_v4 ? "00004000" : "42420000"));
    } else {
      CHECK(to_hex(outer).substr(0, 8) == "62a00000");
      CHECK(outer[4] * 256u + outer[5] == inner.size());
      CHECK(outer[6] == c.protocol);
      CHECK(outer[7] == 63);
      CHECK(to_hex(outer).substr(16) ==
            "fd0000000000000000000000000000fe"
            "fd000000000000000000000000000012");
    }
  }
}

TEST_CASE("the outer DF is the inner one, or none without pmtu_disc", "[rewrite][tun]") {
  const auto outer_of = [](unsigned fragment, dp::PmtuDiscovery pmtu) {
    const Result r = request(ipv4({.fragment = fragment}, tcp(40000, 80, kSyn)),
                             conn_of(ForwardMethod::Tun), tunnel_of(dp::Family::Ipv4, pmtu));
    return to_hex(r.packet).substr(8, 8);
  };
  CHECK(outer_of(0x4000, dp::PmtuDiscovery::On) == "00004000");
  CHECK(outer_of(0, dp::PmtuDiscovery::On) == "42420000");
  CHECK(outer_of(0x4000, dp::PmtuDiscovery::Off) == "42420000");
}

TEST_CASE("ECN and DSCP of the outer header", "[rewrite][tun]") {
  for (unsigned tos = 0; tos < 256; ++tos) {
    const unsigned expected = tos % 4 == 3 ? tos - 1 : tos;
    CHECK(dp::outer_tos(static_cast<std::uint8_t>(tos)) == expected);
  }
}

TEST_CASE("a TTL that ends here is refused by every method, before the MTU", "[rewrite][ttl]") {
  const ForwardMethod method = GENERATE(ForwardMethod::Nat, ForwardMethod::Dr, ForwardMethod::Tun);
  const auto ttl = static_cast<std::uint8_t>(GENERATE(0, 1));
  const dp::NextHop narrow = {kHop.src, kHop.dst, 39, false};
  CHECK(request(ipv4({.ttl = ttl}, tcp(40000, 80, kSyn)), conn_of(method), {}, narrow).reason ==
        Reason::TtlExceeded);
  CHECK(request(ipv6({.hop_limit = ttl}, tcp(40000, 80, kSyn)), conn6_of(method)).reason ==
        Reason::TtlExceeded);
  CHECK(reply(ipv4({.ttl = ttl}, tcp(8080, 40000, kAck)), conn_of(method)).reason ==
        Reason::TtlExceeded);
}

TEST_CASE("a local dest gets the packet rewritten but not aged", "[rewrite][local]") {
  const Result r =
      request(ipv4({.ttl = 1}, tcp(40000, 80, kSyn)), conn_of(ForwardMethod::Nat), {}, kLocalHop);
  CHECK(r.reason == Reason::None);
  CHECK(r.packet[8] == 1);
  CHECK(r.macs == "020000000002020000000001");
  CHECK(to_hex(r.packet).substr(32, 8) == "c0a80102");
  CHECK(checksum_fault(r.packet).empty());
}

TEST_CASE("packets that are too long", "[rewrite][mtu]") {
  struct Case {
    const char* name;
    Bytes packet;
    ForwardMethod method;
    dp::PmtuDiscovery pmtu;
    std::uint32_t mtu;
    Reason reason;
    std::uint32_t told;
    bool fragments;
  };
  const Bytes df = ipv4({}, tcp(40000, 80, kAck, Bytes(1460)));
  const Bytes no_df = ipv4({.fragment = 0}, tcp(40000, 80, kAck, Bytes(1460)));
  const Bytes error = ipv4({.protocol = kIcmp}, icmp(3, 4, 0, Bytes(1472)));
  const auto on = dp::PmtuDiscovery::On;
  const auto off = dp::PmtuDiscovery::Off;
  const auto c = GENERATE_COPY(values<Case>({
      {"fits exactly", df, ForwardMethod::Nat, on, 1500, Reason::None, 1500, false},
      {"NAT with DF", df, ForwardMethod::Nat, on, 1499, Reason::MtuExceeded, 1499, true},
      {"NAT without DF", no_df, ForwardMethod::Nat, on, 1400, Reason::None, 1400, true},
      {"DR with DF", df, ForwardMethod::Dr, on, 1499, Reason::MtuExceeded, 1499, true},
      {"an ICMP error with DF", error, ForwardMethod::Dr, on, 1400, Reason::None, 1400, true},
      {"TUN fits exactly", df, ForwardMethod::Tun, on, 1520, Reason::None, 1500, false},
      {"TUN with DF", df, ForwardMethod::Tun, on, 1500, Reason::MtuExceeded, 1480, true},
      {"TUN without DF", no_df, ForwardMethod::Tun, on, 1500, Reason::None, 1480, true},
      {"TUN with DF, no pmtu_disc", df, ForwardMethod::Tun, off, 1500, Reason::None, 1480, true},
      {"TUN with next to no MTU", df, ForwardMethod::Tun, on, 87, Reason::TunnelMtuTooSmall, 67,
       true},
      {"TUN with no MTU at all", df, ForwardMethod::Tun, on, 10, Reason::TunnelMtuTooSmall, 0,
       true},
  }));
  DYNAMIC_SECTION(c.name) {
    const dp::NextHop hop = {kHop.src, kHop.dst, c.mtu, false};
    const Result r = request(c.packet, conn_of(c.method), tunnel_of(dp::Family::Ipv4, c.pmtu), hop);
    CHECK(r.reason == c.reason);
    CHECK(r.forwarding.mtu == c.told);
    CHECK(r.forwarding.needs_fragmentation == c.fragments);
  }
}

TEST_CASE("IPv6 packets are never fragmented on the way", "[rewrite][mtu]") {
  const Bytes packet = ipv6({}, tcp(40000, 80, kAck, Bytes(1440)));
  const dp::NextHop narrow = {kHop.src, kHop.dst, 1499, false};
  CHECK(request(packet, conn6_of(ForwardMethod::Nat), {}, narrow).reason == Reason::MtuExceeded);
  CHECK(request(packet, conn6_of(ForwardMethod::Nat)).reason == Reason::None);
  const Result tunnelled = request(packet, conn6_of(ForwardMethod::Tun),
                                   tunnel_of(dp::Family::Ipv6, dp::PmtuDiscovery::Off));
  CHECK(tunnelled.reason == Reason::MtuExceeded);
  CHECK(tunnelled.forwarding.mtu == 1460);
  const dp::NextHop tiny = {kHop.src, kHop.dst, 1319, false};
  CHECK(request(packet, conn6_of(ForwardMethod::Tun), tunnel_of(dp::Family::Ipv6), tiny).reason ==
        Reason::TunnelMtuTooSmall);
}

TEST_CASE("replies of DR and TUN conns that pass the director are only aged", "[rewrite]") {
  const ForwardMethod method = GENERATE(ForwardMethod::Dr, ForwardMethod::Tun);
  const Result r = reply(kSynPacket, conn_of(method));
  CHECK(to_hex(r.packet) == to_hex(hex("45000028 12344000 3f065d9a c0000201 0a000001 9c400050"
                                       "00000001 00000000 5002ffff 474f0000")));
}

TEST_CASE("AH and ESP get a new address and nothing else", "[rewrite][nat]") {
  const Bytes sealed = hex("0102030405060708");
  const Result r = request(ipv4({.protocol = 50}, sealed), conn_of(ForwardMethod::Nat));
  CHECK(checksum_fault(r.packet).empty());
  CHECK(to_hex(r.packet).substr(32) == "c0a80102" + to_hex(sealed));
}

TEST_CASE("padding is cut off and a VLAN tag kept", "[rewrite]") {
  Bytes frame = ethernet(kSynPacket, 0x0064);
  frame.resize(64, 0xee);
  Buffer buffer(frame);
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  const dp::Forwarding f =
      dp::forward_request(p, conn_of(ForwardMethod::Tun), tunnel_of(dp::Family::Ipv6), kHop);
  const std::uint32_t room =
      buffer.frame().headroom + buffer.frame().length + buffer.frame().tailroom;
  REQUIRE(soft::apply(f.edits, buffer.frame()));
  CHECK(to_hex(buffer.bytes()).substr(0, 36) == kMacs + "8100" + "0064" + "86dd");
  CHECK(buffer.frame().length == 18 + 40 + 40);
  CHECK(buffer.frame().headroom + buffer.frame().length + buffer.frame().tailroom == room);
}

TEST_CASE("exactly enough headroom is enough", "[rewrite][tun]") {
  Buffer buffer(ethernet(kSynPacket), 20);
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  const dp::Forwarding f =
      dp::forward_request(p, conn_of(ForwardMethod::Tun), tunnel_of(dp::Family::Ipv4), kHop);
  CHECK(soft::apply(f.edits, buffer.frame()));
  CHECK(buffer.frame().headroom == 0);
}

TEST_CASE("without headroom a frame is left as it was", "[rewrite][tun]") {
  const Bytes frame = ethernet(kSynPacket);
  Buffer buffer(frame, 19);
  const dp::Parsed p = dp::parse(soft::FrameWindow::of(buffer.frame()));
  const dp::Forwarding f =
      dp::forward_request(p, conn_of(ForwardMethod::Tun), tunnel_of(dp::Family::Ipv4), kHop);
  CHECK_FALSE(soft::apply(f.edits, buffer.frame()));
  CHECK(buffer.bytes() == frame);
}

}  // namespace
}  // namespace nicvs::test
