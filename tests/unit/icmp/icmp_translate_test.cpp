// SPDX-License-Identifier: Apache-2.0
// ICMP errors about NAT conns in both directions and families. The conn is the one of the byte
// examples: client 192.0.2.1:40000, service 10.0.0.1:80, dest 192.168.1.2:8080.
#include "fallback/icmp/icmp_translate.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/kernel/support/buffer.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using dp::NatEnd;
using dp::Reason;
using soft::EmbeddedPacket;

constexpr std::uint32_t kClient = 0xc0000201, kVip = 0x0a000001, kDest = 0xc0a80102,
                        kRouter = 0xcb007101;
const Bytes kClient6 = hex("20010db8 00000000 00000000 00000001");
const Bytes kVip6 = hex("20010db8 00000001 00000000 00000080");
const Bytes kDest6 = hex("fd000000 00000000 00000000 00000012");
const dp::NextHop kHop = {{{2, 0, 0, 0, 0, 0x10}}, {{2, 0, 0, 0, 0, 0x11}}, 1500, false};

dp::Address address6(const Bytes& bytes) {
  dp::Address a{};
  for (std::size_t i = 0; i < 16; ++i) {
    a.word[i / 4] = a.word[i / 4] << 8 | bytes[i];
  }
  return a;
}

struct Translated {
  Bytes packet;
  EmbeddedPacket embedded;
};

Translated translate(const Bytes& packet, NatEnd end, const dp::Address& address,
                     std::uint16_t port, const dp::NextHop& hop = kHop) {
  Buffer buffer(ethernet(packet));
  const auto window = soft::FrameWindow::of(buffer.frame());
  const dp::Parsed outer = dp::parse(window);
  REQUIRE(dp::is_icmp_error(outer));
  const EmbeddedPacket embedded = soft::parse_embedded(window, outer);
  REQUIRE(embedded.reason == Reason::None);
  REQUIRE(soft::has_right_icmp_checksum(window, outer));
  soft::translate_icmp(outer, embedded, {end, address, port, hop}, buffer.frame());
  const Bytes all = buffer.bytes();
  return {Bytes(all.begin() + 14, all.end()), embedded};
}

// The first `quoted` bytes of a packet.
Bytes quote(const Bytes& packet, std::size_t quoted) {
  return Bytes(packet.begin(), packet.begin() + static_cast<long>(quoted));
}

TEST_CASE("frag needed from a client's router about a reply goes to the dest", "[icmp][nat]") {
  // What the director sent to the client: from the service, with its TTL used up on the way.
  const Bytes sent = ipv4({.src = kVip, .dst = kClient, .ttl = 12}, tcp(80, 40000, kAck, Bytes(8)));
  const Bytes error = ipv4({.src = kRouter, .dst = kVip, .protocol = kIcmp, .ttl = 60},
                           icmp(3, 4, 1400, quote(sent, 28)));
  const Translated t = translate(error, NatEnd::Destination, dp::ipv4_address(kDest), 8080);
  CHECK(t.embedded.key.src == dp::ipv4_address(kVip));
  CHECK(t.embedded.key.dst == dp::ipv4_address(kClient));
  CHECK(t.embedded.key.src_port == 80);
  CHECK(t.embedded.key.dst_port == 40000);
  // The dest must find its own packet in the quote; its TCP checksum is that of the sent packet.
  Bytes own = ipv4({.src = kDest, .dst = kClient, .ttl = 12}, tcp(8080, 40000, kAck, Bytes(8)));
  const Bytes expected = ipv4({.src = kRouter, .dst = kDest, .protocol = kIcmp, .ttl = 59},
                              icmp(3, 4, 1400, quote(own, 28)));
  CHECK(to_hex(t.packet) == to_hex(expected));
}

TEST_CASE("an error from a dest about a request goes to the client", "[icmp][nat]") {
  const Bytes received =
      ipv4({.src = kClient, .dst = kDest, .options = Bytes(4, 1)}, udp(40000, 8080, Bytes(4)));
  const Bytes error =
      ipv4({.src = kDest, .dst = kClient, .protocol = kIcmp}, icmp(3, 3, 0, quote(received, 32)));
  const Translated t = translate(error, NatEnd::Source, dp::ipv4_address(kVip), 53);
  Bytes own = ipv4({.src = kClient, .dst = kVip, .options = Bytes(4, 1)}, udp(40000, 53, Bytes(4)));
  own[30] = received[30];  // the transport checksum is left as the dest saw it
  own[31] = received[31];
  const Bytes expected = ipv4({.src = kVip, .dst = kClient, .protocol = kIcmp, .ttl = 63},
                              icmp(3, 3, 0, quote(own, 32)));
  CHECK(to_hex(t.packet) == to_hex(expected));
}

TEST_CASE("packet too big about an IPv6 reply goes to the dest", "[icmp][nat][ipv6]") {
  const Bytes sent = ipv6({.src = kVip6, .dst = kClient6}, tcp(80, 40000, kAck, Bytes(100)));
  const Bytes router = hex("20010db8 00000099 00000000 00000001");
  const Bytes error =
      ipv6({.src = router, .dst = kVip6, .next_header = kIcmpv6}, icmp(2, 0, 1400, sent));
  const Translated t = translate(error, NatEnd::Destination, address6(kDest6), 8080);
  Bytes own = ipv6({.src = kDest6, .dst = kClient6}, tcp(8080, 40000, kAck, Bytes(100)));
  own[56] = sent[56];
  own[57] = sent[57];
  const Bytes expected =
      ipv6({.src = router, .dst = kDest6, .next_header = kIcmpv6, .hop_limit = 63},
           icmp(2, 0, 1400, own));
  CHECK(to_hex(t.packet) == to_hex(expected));
}

TEST_CASE("an ICMPv6 error from a dest goes to the client", "[icmp][nat][ipv6]") {
  const Bytes received = ipv6({.src = kClient6, .dst = kDest6}, tcp(40000, 8080, kSyn));
  const Bytes error =
      ipv6({.src = kDest6, .dst = kClient6, .next_header = kIcmpv6}, icmp(1, 4, 0, received));
  const Translated t = translate(error, NatEnd::Source, address6(kVip6), 80);
  Bytes own = ipv6({.src = kClient6, .dst = kVip6}, tcp(40000, 80, kSyn));
  own[56] = received[56];
  own[57] = received[57];
  const Bytes expected = ipv6(
      {.src = kVip6, .dst = kClient6, .next_header = kIcmpv6, .hop_limit = 63}, icmp(1, 4, 0, own));
  CHECK(to_hex(t.packet) == to_hex(expected));
}

TEST_CASE("an error for a local dest keeps its TTL", "[icmp][nat]") {
  const Bytes sent = ipv4({.src = kVip, .dst = kClient}, tcp(80, 40000, kAck));
  const Bytes error =
      ipv4({.src = kRouter, .dst = kVip, .protocol = kIcmp, .ttl = 1}, icmp(11, 0, 0, sent));
  const Translated t =
      translate(error, NatEnd::Destination, dp::ipv4_address(kDest), 8080, {{}, {}, 65536, true});
  CHECK(t.packet[8] == 1);
  CHECK(checksum_fault(t.packet).empty());
}

TEST_CASE("a quoted IPv6 packet with extension headers is understood", "[icmp][ipv6]") {
  const Bytes options = hex("0600010400000000");
  const Bytes sent = ipv6({.src = kVip6, .dst = kClient6, .next_header = 60},
                          join({options, tcp(80, 40000, kAck)}));
  const Bytes frame = ethernet(ipv6({.src = kClient6, .dst = kVip6, .next_header = kIcmpv6},
                                    icmp(1, 4, 0, quote(sent, 52))));
  const auto window = soft::FrameWindow::of(frame);
  const EmbeddedPacket e = soft::parse_embedded(window, dp::parse(window));
  CHECK(e.reason == Reason::None);
  CHECK(e.key.protocol == dp::Protocol::Tcp);
  CHECK(e.key.src_port == 80);
  CHECK(e.l4_offset == 14 + 40 + 8 + 48);
}

TEST_CASE("quotes that lead to no conn are named", "[icmp][hostile]") {
  struct Case {
    const char* name;
    Bytes quoted;
    Reason reason;
  };
  const Bytes whole = ipv4({}, tcp(80, 40000, kAck));
  Bytes version = whole;
  version[0] = 0x65;
  Bytes header = whole;
  header[0] = 0x44;
  Bytes options = quote(whole, 24);
  options[0] = 0x4f;
  Bytes sealed = ipv4({.protocol = 50}, Bytes(8));
  sealed[0] = 0x4f;
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing", {}, Reason::Truncated},
      {"half an IP header", quote(whole, 19), Reason::Truncated},
      {"half the ports", quote(whole, 23), Reason::Truncated},
      {"just the ports", quote(whole, 24), Reason::None},
      {"options that are not there", options, Reason::Truncated},
      {"options of an ESP packet that are not there", sealed, Reason::Truncated},
      {"another version", version, Reason::BadVersion},
      {"a header of 16 bytes", header, Reason::BadHeaderLength},
      {"ESP", ipv4({.protocol = 50}, Bytes(8)), Reason::None},
      {"ICMP in ICMP", ipv4({.protocol = kIcmp}, icmp(8, 0, 0)), Reason::UnknownProtocol},
      {"a later TCP fragment", ipv4({.fragment = 0x00b9}, Bytes(8)), Reason::None},
  }));
  DYNAMIC_SECTION(c.name) {
    const Bytes frame = ethernet(ipv4({.protocol = kIcmp}, icmp(3, 3, 0, c.quoted)));
    const auto window = soft::FrameWindow::of(frame);
    CHECK(soft::parse_embedded(window, dp::parse(window)).reason == c.reason);
  }
}

TEST_CASE("quoted IPv6 fragments and cut chains lead to no conn", "[icmp][hostile][ipv6]") {
  const auto reason_of = [](std::uint8_t next, const Bytes& payload) {
    const Bytes frame = ethernet(
        ipv6({.next_header = kIcmpv6}, icmp(1, 4, 0, ipv6({.next_header = next}, payload))));
    const auto window = soft::FrameWindow::of(frame);
    return soft::parse_embedded(window, dp::parse(window)).reason;
  };
  CHECK(reason_of(44, join({hex("060000b900000007"), Bytes(20)})) == Reason::Fragment);
  CHECK(reason_of(44, join({hex("0600000100000007"), Bytes(20)})) == Reason::None);
  CHECK(reason_of(60, hex("06ff000000000000")) == Reason::Truncated);
  CHECK(reason_of(60, hex("0600")) == Reason::UnknownProtocol);
  CHECK(reason_of(59, Bytes(8)) == Reason::UnknownProtocol);
}

TEST_CASE("a wrong ICMP checksum is seen, padding is not counted", "[icmp]") {
  Bytes frame = ethernet(ipv4({.protocol = kIcmp}, icmp(3, 3, 0, Bytes(5))));
  frame.resize(64, 0xee);
  const auto is_right = [&] {
    const auto window = soft::FrameWindow::of(frame);
    return soft::has_right_icmp_checksum(window, dp::parse(window));
  };
  CHECK(is_right());
  frame[40] ^= 1;
  CHECK_FALSE(is_right());
  frame = ethernet(ipv6({.next_header = kIcmpv6}, icmp(1, 4, 0, Bytes(5))));
  CHECK(is_right());
  frame[23] ^= 1;  // the source address belongs to the pseudo header
  CHECK_FALSE(is_right());
}

}  // namespace
}  // namespace nicvs::test
