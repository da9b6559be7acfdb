// SPDX-License-Identifier: Apache-2.0
// The parse kernel over both windows: well-formed frames give their fields, hostile ones a reason.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "fallback/edit/frame_window.hpp"
#include "nicvs/dp/parse.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using dp::Fragment;
using dp::Parsed;
using dp::Reason;

dp::HeaderWindow header_window(const Bytes& frame) {
  dp::HeaderWindow w{};
  w.frame_length = static_cast<std::uint16_t>(frame.size());
  std::copy_n(frame.begin(), std::min<std::size_t>(frame.size(), w.bytes.size()), w.bytes.begin());
  return w;
}

// Parses a frame of exactly these bytes, so that a sanitizer sees every byte read behind them.
Parsed parse_frame(const Bytes& frame) {
  const Parsed whole = dp::parse(soft::FrameWindow::of(frame));
  const Parsed header = dp::parse(header_window(frame));
  CHECK(whole.reason == header.reason);
  CHECK(whole.key == header.key);
  CHECK(whole.l4_offset == header.l4_offset);
  CHECK(whole.tcp_flags == header.tcp_flags);
  return whole;
}

Bytes cut(Bytes frame, std::size_t length) {
  frame.resize(length);
  return frame;
}

Bytes with_byte(Bytes frame, std::size_t at, std::uint8_t value) {
  frame.at(at) = value;
  return frame;
}

// An IPv4 frame with one byte of the IP header changed and the header checksum made right again.
Bytes with_ip_byte(Bytes frame, std::size_t at, std::uint8_t value) {
  frame.at(14 + at) = value;
  frame[24] = frame[25] = 0;
  const unsigned length = std::max(20u, (frame[14] & 15u) * 4u);
  Bytes header(frame.begin() + 14,
               frame.begin() + 14 + std::min<long>(length, static_cast<long>(frame.size()) - 14));
  const std::uint16_t sum = reference_checksum(header);
  frame[24] = static_cast<std::uint8_t>(sum >> 8);
  frame[25] = static_cast<std::uint8_t>(sum);
  return frame;
}

Bytes syn() { return ethernet(ipv4({}, tcp(40000, 80, kSyn))); }
Bytes syn6() { return ethernet(ipv6({}, tcp(40000, 80, kSyn))); }

TEST_CASE("a TCP segment gives its key, flags, offsets and checksums", "[parse][ipv4]") {
  const Bytes frame =
      ethernet(hex("45000028 12344000 40065c9a c0000201 0a000001 9c400050 00000001"
                   "00000000 5002ffff 474f0000"));
  const Parsed p = parse_frame(frame);
  CHECK(p.reason == Reason::None);
  CHECK(p.key.src == dp::ipv4_address(0xc0000201));
  CHECK(p.key.dst == dp::ipv4_address(0x0a000001));
  CHECK(p.key.src_port == 40000);
  CHECK(p.key.dst_port == 80);
  CHECK(p.key.protocol == dp::Protocol::Tcp);
  CHECK(p.key.family == dp::Family::Ipv4);
  CHECK(p.l3_offset == 14);
  CHECK(p.l3_length == 20);
  CHECK(p.l4_offset == 34);
  CHECK(p.l4_length == 20);
  CHECK(p.ip_length == 40);
  CHECK(p.ttl == 64);
  CHECK(p.tos == 0);
  CHECK(p.dont_fragment);
  CHECK(p.fragment == Fragment::None);
  CHECK(p.tcp_flags == kSyn);
  CHECK(p.ip_checksum == 0x5c9a);
  CHECK(p.l4_checksum == 0x474f);
  CHECK_FALSE(p.has_vlan);
  CHECK_FALSE(p.is_l2_group);
}

TEST_CASE("a VLAN tag moves the offsets and is not part of the key", "[parse][vlan]") {
  const Parsed plain = parse_frame(syn());
  const Parsed tagged = parse_frame(ethernet(ipv4({}, tcp(40000, 80, kSyn)), 0x6005));
  CHECK(tagged.reason == Reason::None);
  CHECK(tagged.key == plain.key);
  CHECK(tagged.has_vlan);
  CHECK(tagged.vlan_tci == 0x6005);
  CHECK(tagged.l3_offset == 18);
  CHECK(tagged.l4_offset == 38);
}

TEST_CASE("IPv4 options of every length keep the ports", "[parse][ipv4]") {
  for (std::size_t words = 0; words <= 10; ++words) {
    const Bytes frame = ethernet(ipv4({.options = Bytes(words * 4, 1)}, tcp(40000, 80, kAck)), 7);
    const Parsed p = parse_frame(frame);
    CHECK(p.reason == Reason::None);
    CHECK(p.l3_length == 20 + words * 4);
    CHECK(p.l4_offset == 38 + words * 4);
    CHECK(p.key.dst_port == 80);
    CHECK(p.tcp_flags == kAck);
  }
}

TEST_CASE("an IPv6 packet gives its key, class and hop limit", "[parse][ipv6]") {
  const Parsed p = parse_frame(
      ethernet(ipv6({.hop_limit = 9, .traffic_class = 0xb9}, tcp(40000, 80, kSyn | kAck))));
  CHECK(p.reason == Reason::None);
  CHECK(p.key.family == dp::Family::Ipv6);
  CHECK(p.key.src == dp::Address{{{0x20010db8, 0, 0, 1}}});
  CHECK(p.key.dst == dp::Address{{{0x20010db8, 1, 0, 0x80}}});
  CHECK(p.key.src_port == 40000);
  CHECK(p.tos == 0xb9);
  CHECK(p.ttl == 9);
  CHECK(p.ip_length == 60);
  CHECK(p.l4_offset == 54);
  CHECK_FALSE(p.dont_fragment);
}

TEST_CASE("UDP, SCTP, ICMP, AH and ESP give what belongs to them", "[parse]") {
  const Parsed datagram = parse_frame(ethernet(ipv4(
      {.protocol = kUdp, .udp_checksum = UdpChecksum::Zero}, udp(40000, 53, hex("41424344")))));
  CHECK(datagram.reason == Reason::None);
  CHECK(datagram.udp_length == 12);
  CHECK(datagram.l4_checksum == 0);
  CHECK(datagram.key.dst_port == 53);

  const Parsed ping = parse_frame(ethernet(ipv4({.protocol = kIcmp}, icmp(8, 0, 0x10001))));
  CHECK(ping.reason == Reason::None);
  CHECK(ping.icmp_type == 8);
  CHECK(ping.key.src_port == 0);
  CHECK_FALSE(dp::is_icmp_error(ping));

  const Parsed esp = parse_frame(ethernet(ipv4({.protocol = 50}, hex("0102030405060708"))));
  CHECK(esp.reason == Reason::None);
  CHECK(esp.key.protocol == dp::Protocol::Esp);
  CHECK(parse_frame(ethernet(ipv4({.protocol = 51}, {}))).reason == Reason::None);
}

TEST_CASE("the second SCTP chunk is read behind a cookie only", "[parse][sctp]") {
  struct Case {
    const char* name;
    std::vector<std::uint8_t> chunks;
    unsigned length;
    unsigned known;
  };
  const auto c = GENERATE(values<Case>({{"INIT, ABORT", {1, 6}, 4, 1},
                                        {"COOKIE-ECHO, ABORT", {10, 6}, 4, 2},
                                        {"COOKIE-ACK, ABORT", {11, 6}, 4, 2},
                                        {"a cookie of 17 bytes is padded to 20", {10, 6}, 17, 2},
                                        {"a chunk length below 4 hides it", {10, 6}, 3, 1},
                                        {"nothing behind the cookie", {10}, 4, 1},
                                        {"DATA alone", {0}, 16, 1}}));
  DYNAMIC_SECTION(c.name) {
    const Parsed p =
        parse_frame(ethernet(ipv4({.protocol = kSctp}, sctp(40000, 80, c.chunks, c.length))));
    CHECK(p.reason == Reason::None);
    CHECK(p.sctp_chunk[0] == c.chunks[0]);
    REQUIRE(p.sctp_chunks == c.known);
    if (c.known == 2) {
      CHECK(p.sctp_chunk[1] == c.chunks[1]);
    }
  }
}

TEST_CASE("frames that are not for the kernels are named", "[parse][hostile]") {
  struct Case {
    const char* name;
    Bytes frame;
    Reason reason;
  };
  const auto c = GENERATE(values<Case>({
      {"nothing", {}, Reason::NotIp},
      {"half an Ethernet header", cut(syn(), 13), Reason::NotIp},
      {"ARP", with_byte(syn(), 13, 0x06), Reason::NotIp},
      {"a VLAN tag cut in half", cut(ethernet(ipv4({}, {}), 5), 16), Reason::NotIp},
      {"two VLAN tags", with_byte(with_byte(ethernet(ipv4({}, {}), 5), 16, 0x81), 17, 0),
       Reason::NotIp},
      {"Ethernet alone", cut(syn(), 14), Reason::Truncated},
      {"half an IPv4 header", cut(syn(), 33), Reason::Truncated},
      {"options cut off", cut(with_ip_byte(syn(), 0, 0x4f), 50), Reason::Truncated},
      {"version 5", with_ip_byte(syn(), 0, 0x55), Reason::BadVersion},
      {"version 6 in an IPv4 frame", with_ip_byte(syn(), 0, 0x65), Reason::BadVersion},
      {"a header of 16 bytes", with_ip_byte(syn(), 0, 0x44), Reason::BadHeaderLength},
      {"a wrong header checksum", with_byte(syn(), 22, 65), Reason::BadChecksum},
      {"an IP length of 0", with_ip_byte(syn(), 3, 0), Reason::BadLength},
      {"an IP length below the header's", with_ip_byte(syn(), 3, 19), Reason::BadLength},
      {"an IP length behind the frame", with_ip_byte(syn(), 3, 41), Reason::BadLength},
      {"an IP length that ends inside the TCP header", with_ip_byte(syn(), 3, 39),
       Reason::Truncated},
      {"TCP cut off", ethernet(ipv4({}, hex("9c400050"))), Reason::Truncated},
      {"UDP cut off", ethernet(ipv4({.protocol = kUdp}, hex("9c400035 000800"))),
       Reason::Truncated},
      {"SCTP without a chunk", ethernet(ipv4({.protocol = kSctp}, sctp(1, 2, {}))),
       Reason::Truncated},
      {"ICMP cut off", ethernet(ipv4({.protocol = kIcmp}, hex("0800 0000 0000 00"))),
       Reason::Truncated},
      {"a first fragment", ethernet(ipv4({.fragment = 0x2000}, tcp(40000, 80, kSyn))),
       Reason::Fragment},
      {"a later fragment", ethernet(ipv4({.fragment = 0x0001}, tcp(40000, 80, kSyn))),
       Reason::Fragment},
      {"IGMP", ethernet(ipv4({.protocol = 2}, hex("1600 0000 0000 0000"))),
       Reason::UnknownProtocol},
      {"ICMPv6 in IPv4", ethernet(ipv4({.protocol = kIcmpv6}, icmp(128, 0, 0))),
       Reason::UnknownProtocol},
      {"half an IPv6 header", cut(syn6(), 53), Reason::Truncated},
      {"version 4 in an IPv6 frame", with_byte(syn6(), 14, 0x45), Reason::BadVersion},
      {"a payload behind the frame", with_byte(syn6(), 19, 21), Reason::BadLength},
      {"a payload that ends inside TCP", with_byte(syn6(), 19, 19), Reason::Truncated},
      {"a hop-by-hop header", ethernet(ipv6({.next_header = 0}, hex("0600010400000000"))),
       Reason::ExtensionHeader},
      {"an IPv6 fragment", ethernet(ipv6({.next_header = 44}, hex("0600000100000001"))),
       Reason::ExtensionHeader},
      {"no next header", ethernet(ipv6({.next_header = 59}, {})), Reason::ExtensionHeader},
      {"ICMP in IPv6", ethernet(ipv6({.next_header = kIcmp}, icmp(8, 0, 0))),
       Reason::UnknownProtocol},
  }));
  DYNAMIC_SECTION(c.name) {
    CHECK(std::string(dp::text_of(parse_frame(c.frame).reason).word) == dp::text_of(c.reason).word);
  }
}

TEST_CASE("every truncation of a frame is named and nothing behind it is read",
          "[parse][hostile]") {
  const Bytes frame = GENERATE(syn(), syn6(), ethernet(ipv4({.options = Bytes(40, 1)}, {}), 1),
                               ethernet(ipv4({.protocol = kSctp}, sctp(1, 2, {10, 6}, 20))));
  for (std::size_t length = 0; length < frame.size(); ++length) {
    const Bytes exact(frame.begin(), frame.begin() + static_cast<long>(length));
    CHECK(parse_frame(exact).reason != Reason::None);
  }
}

TEST_CASE("padding behind the IP length changes nothing", "[parse]") {
  Bytes padded = syn();
  padded.resize(60, 0xee);
  const Parsed p = parse_frame(padded);
  CHECK(p.reason == Reason::None);
  CHECK(p.ip_length == 40);
}

TEST_CASE("fragments keep addresses and say which fragment they are", "[parse][fragment]") {
  const Parsed first = parse_frame(ethernet(ipv4({.fragment = 0x2000}, tcp(40000, 80, kSyn))));
  CHECK(first.fragment == Fragment::First);
  CHECK(first.key.dst == dp::ipv4_address(0x0a000001));
  CHECK(first.l4_offset == 34);
  const Parsed later = parse_frame(ethernet(ipv4({.fragment = 0x20b9}, tcp(40000, 80, kSyn))));
  CHECK(later.fragment == Fragment::Later);
  CHECK(later.key.src_port == 0);
}

TEST_CASE("a frame to a group of stations is marked", "[parse]") {
  CHECK(parse_frame(with_byte(syn(), 0, 0xff)).is_l2_group);
  CHECK(parse_frame(with_byte(syn6(), 0, 0x33)).is_l2_group);
}

TEST_CASE("the ICMP types that report on other packets", "[parse][icmp]") {
  for (unsigned type = 0; type < 256; ++type) {
    const auto t = static_cast<std::uint8_t>(type);
    const Parsed v4 = parse_frame(ethernet(ipv4({.protocol = kIcmp}, icmp(t, 0, 0))));
    CHECK(dp::is_icmp_error(v4) == (type == 3 || type == 4 || type == 11));
    const Parsed v6 = parse_frame(ethernet(ipv6({.next_header = kIcmpv6}, icmp(t, 0, 0))));
    CHECK(dp::is_icmp_error(v6) == (type < 128));
  }
}

}  // namespace
}  // namespace nicvs::test
