// SPDX-License-Identifier: Apache-2.0
#include "fallback/icmp/icmp_error.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/kernel/support/buffer.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using soft::IcmpError;
using soft::IcmpProblem;
using soft::QuotedTtl;

const dp::Address kVip = dp::ipv4_address(0x0a000001);
const dp::Address kVip6{{{0x20010db8, 1, 0, 0x80}}};

// The error frame, or nothing if none may be sent.
Bytes error_about(const Bytes& frame, const IcmpError& error) {
  const soft::FrameWindow window = soft::FrameWindow::of(frame);
  const dp::Parsed p = dp::parse(window);
  if (!soft::deserves_icmp_error(window, p)) return {};
  Buffer out({}, 64, 2048);
  REQUIRE(soft::build_icmp_error(error, window, p, out.frame()));
  CHECK(out.frame().tailroom == 2048 - out.frame().length);
  return out.bytes();
}

Bytes slice(const Bytes& bytes, std::size_t from, std::size_t to) {
  return Bytes(bytes.begin() + static_cast<long>(from), bytes.begin() + static_cast<long>(to));
}

TEST_CASE("port unreachable about a SYN, byte for byte", "[icmp]") {
  const Bytes syn =
      hex("45000028 12344000 40065c9a c0000201 0a000001 9c400050 00000001 00000000"
          "5002ffff 474f0000");
  const Bytes error = error_about(ethernet(syn), {IcmpProblem::PortUnreachable, kVip, 0x0102});
  CHECK(to_hex(slice(error, 0, 14)) == "0200000000010200000000020800");
  const Bytes packet = slice(error, 14, error.size());
  // Precedence "internetwork control", no DF, TTL 64; the checksums are verified below.
  CHECK(to_hex(slice(packet, 0, 10)) == "45c00044010200004001");
  CHECK(to_hex(slice(packet, 12, 20)) == "0a000001c0000201");
  CHECK(to_hex(slice(packet, 20, 22)) == "0303");
  CHECK(to_hex(slice(packet, 24, 28)) == "00000000");
  CHECK(slice(packet, 28, packet.size()) == syn);
  CHECK(checksum_fault(packet).empty());
}

TEST_CASE("type, code and MTU of every problem", "[icmp]") {
  struct Case {
    IcmpProblem problem;
    const char* ipv4;
    const char* ipv6;
  };
  const auto c =
      GENERATE(values<Case>({{IcmpProblem::PortUnreachable, "0303 00000000", "0104 00000000"},
                             {IcmpProblem::HostUnreachable, "0301 00000000", "0103 00000000"},
                             {IcmpProblem::TimeExceeded, "0b00 00000000", "0300 00000000"},
                             {IcmpProblem::PacketTooBig, "0304 000005c8", "0200 000005c8"},
                             {IcmpProblem::NoRoute, "0300 00000000", "0100 00000000"}}));
  const auto kind = [](const Bytes& packet, std::size_t at) {
    return join({slice(packet, at, at + 2), slice(packet, at + 4, at + 8)});
  };
  const Bytes v4 =
      l3_of(error_about(ethernet(ipv4({}, tcp(1, 2, kAck))), {c.problem, kVip, 0, 1480}));
  CHECK(kind(v4, 20) == hex(c.ipv4));
  CHECK(checksum_fault(v4).empty());
  const Bytes v6 =
      l3_of(error_about(ethernet(ipv6({}, tcp(1, 2, kAck))), {c.problem, kVip6, 0, 1480}));
  CHECK(kind(v6, 40) == hex(c.ipv6));
  CHECK(to_hex(slice(v6, 0, 4)) == "60000000");
  CHECK(v6[6] == 58);
  CHECK(v6[7] == 64);
  CHECK(to_hex(slice(v6, 8, 40)) ==
        "20010db8000000010000000000000080"
        "20010db8000000000000000000000001");
  CHECK(checksum_fault(v6).empty());
}

TEST_CASE("the quote is cut so that the error keeps below its limit", "[icmp]") {
  struct Case {
    std::size_t payload;
    std::size_t ipv4;
    std::size_t ipv6;
  };
  // An IPv4 error has 28 bytes of its own, an IPv6 error 48; TCP and IP headers are quoted, too.
  const auto c = GENERATE(values<Case>({{0, 68, 108},
                                        {507, 575, 615},
                                        {508, 576, 616},
                                        {509, 576, 617},
                                        {1172, 576, 1280},
                                        {1440, 576, 1280}}));
  const Bytes segment = tcp(1, 2, kAck, Bytes(c.payload, 0x5a));
  const Bytes v4 =
      l3_of(error_about(ethernet(ipv4({}, segment), 5), {IcmpProblem::PortUnreachable, kVip, 0}));
  CHECK(v4.size() == c.ipv4);
  CHECK(checksum_fault(v4).empty());
  const Bytes v6 =
      l3_of(error_about(ethernet(ipv6({}, segment)), {IcmpProblem::PortUnreachable, kVip6, 0}));
  CHECK(v6.size() == c.ipv6);
  CHECK(checksum_fault(v6).empty());
}

TEST_CASE("padding is not quoted and a VLAN tag is kept", "[icmp]") {
  Bytes frame = ethernet(ipv4({}, tcp(1, 2, kAck)), 0x2005);
  frame.resize(64, 0xee);
  const Bytes error = error_about(frame, {IcmpProblem::PortUnreachable, kVip, 0});
  CHECK(to_hex(slice(error, 0, 18)) ==
        "020000000001020000000002"
        "8100"
        "2005"
        "0800");
  CHECK(error.size() == 18 + 28 + 40);
}

TEST_CASE("the type of service follows the packet's", "[icmp]") {
  const auto tos = [](std::uint8_t quoted) {
    return error_about(ethernet(ipv4({.tos = quoted}, tcp(1, 2, kAck))),
                       {IcmpProblem::PortUnreachable, kVip, 0})[15];
  };
  CHECK(tos(0x00) == 0xc0);
  CHECK(tos(0x10) == 0xd0);
  CHECK(tos(0xff) == 0xde);
}

TEST_CASE("a packet whose TTL was lowered before is quoted so", "[icmp]") {
  const Bytes v4 =
      l3_of(error_about(ethernet(ipv4({.ttl = 9}, tcp(1, 2, kAck))),
                        {IcmpProblem::PacketTooBig, kVip, 0, 1480, QuotedTtl::Lowered}));
  CHECK(v4[28 + 8] == 8);
  CHECK(reference_checksum(slice(v4, 28, 48)) == 0);
  CHECK(checksum_fault(v4).empty());
  const Bytes v6 =
      l3_of(error_about(ethernet(ipv6({.hop_limit = 9}, tcp(1, 2, kAck))),
                        {IcmpProblem::PacketTooBig, kVip6, 0, 1480, QuotedTtl::Lowered}));
  CHECK(v6[48 + 7] == 8);
  CHECK(checksum_fault(v6).empty());
}

TEST_CASE("packets that no error may be sent about", "[icmp]") {
  struct Case {
    const char* name;
    Bytes frame;
    bool deserves;
  };
  Bytes broadcast = ethernet(ipv4({}, tcp(1, 2, kAck)));
  broadcast[0] = 0xff;
  // The id takes up what the length loses or gains, so the header checksum stays right.
  Bytes no_length = ethernet(ipv4({.id = 40}, tcp(1, 2, kAck)));
  no_length[17] = 0;
  no_length[19] = 80;
  Bytes long_length = ethernet(ipv4({.id = 40}, tcp(1, 2, kAck)));
  long_length[17] = 80;
  long_length[19] = 0;
  Bytes bad_checksum = ethernet(ipv4({}, tcp(1, 2, kAck)));
  bad_checksum[22] ^= 1;
  const Bytes half = slice(ethernet(ipv4({}, {})), 0, 24);
  const Bytes group6 = hex("ff020000 00000000 00000000 00000001");
  const auto c = GENERATE_COPY(values<Case>({
      {"TCP", ethernet(ipv4({}, tcp(1, 2, kRst))), true},
      {"a ping", ethernet(ipv4({.protocol = kIcmp}, icmp(8, 0, 0))), true},
      {"ICMP unreachable", ethernet(ipv4({.protocol = kIcmp}, icmp(3, 3, 0))), false},
      {"ICMP redirect", ethernet(ipv4({.protocol = kIcmp}, icmp(5, 0, 0))), false},
      {"ICMP time exceeded", ethernet(ipv4({.protocol = kIcmp}, icmp(11, 0, 0))), false},
      {"ICMP parameter problem", ethernet(ipv4({.protocol = kIcmp}, icmp(12, 0, 0))), false},
      {"ICMP without a type", ethernet(ipv4({.protocol = kIcmp}, {})), false},
      {"a first fragment", ethernet(ipv4({.fragment = 0x2000}, tcp(1, 2, kAck))), true},
      {"a later fragment", ethernet(ipv4({.fragment = 1}, tcp(1, 2, kAck))), false},
      {"a broadcast of layer 2", broadcast, false},
      {"to a group", ethernet(ipv4({.dst = 0xe0000012}, tcp(1, 2, kAck))), false},
      {"to everybody", ethernet(ipv4({.dst = 0xffffffff}, tcp(1, 2, kAck))), false},
      {"from nobody", ethernet(ipv4({.src = 0}, tcp(1, 2, kAck))), false},
      {"from a loopback", ethernet(ipv4({.src = 0x7f000001}, tcp(1, 2, kAck))), false},
      {"from a group", ethernet(ipv4({.src = 0xe0000001}, tcp(1, 2, kAck))), false},
      {"IPv6", ethernet(ipv6({}, tcp(1, 2, kAck))), true},
      {"an IPv6 ping", ethernet(ipv6({.next_header = kIcmpv6}, icmp(128, 0, 0))), true},
      {"an ICMPv6 error", ethernet(ipv6({.next_header = kIcmpv6}, icmp(1, 0, 0))), false},
      {"an ICMPv6 redirect", ethernet(ipv6({.next_header = kIcmpv6}, icmp(137, 0, 0))), false},
      {"to an IPv6 group", ethernet(ipv6({.dst = group6}, tcp(1, 2, kAck))), false},
      {"from an IPv6 group", ethernet(ipv6({.src = group6}, tcp(1, 2, kAck))), false},
      {"from no IPv6 address", ethernet(ipv6({.src = Bytes(16)}, tcp(1, 2, kAck))), false},
      {"half an IP header", half, false},
      {"an IP length of 0", no_length, false},
      {"an IP length behind the frame", long_length, false},
      {"a wrong header checksum", bad_checksum, false},
  }));
  DYNAMIC_SECTION(c.name) {
    CHECK(error_about(c.frame, {IcmpProblem::PortUnreachable, kVip, 0}).empty() != c.deserves);
  }
}

TEST_CASE("a buffer that is too small is left alone", "[icmp]") {
  const Bytes frame = ethernet(ipv4({}, tcp(1, 2, kAck)));
  const soft::FrameWindow window = soft::FrameWindow::of(frame);
  Buffer out({}, 64, 81);
  CHECK_FALSE(soft::build_icmp_error({IcmpProblem::PortUnreachable, kVip, 0}, window,
                                     dp::parse(window), out.frame()));
  CHECK(out.frame().length == 0);
  Buffer exact({}, 64, 82);
  CHECK(soft::build_icmp_error({IcmpProblem::PortUnreachable, kVip, 0}, window, dp::parse(window),
                               exact.frame()));
  CHECK(exact.frame().length == 82);
}

}  // namespace
}  // namespace nicvs::test
