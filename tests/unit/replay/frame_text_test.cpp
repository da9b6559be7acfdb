// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "fallback/replay/frame_bytes.hpp"

using namespace nicvs;
using namespace nicvs::replay;

namespace {

const MacRules kArriving{MacRules::Direction::Arriving, *parse_mac("02:00:00:00:00:02"),
                         [](const IpAddress& address) -> std::optional<Mac> {
                           if (address.to_string() == "192.0.2.1")
                             return parse_mac("02:00:00:00:00:01");
                           return std::nullopt;
                         }};
constexpr std::string_view kEthIpv4 =
    "020000000002"
    "020000000001"
    "0800";

std::string compiled(std::string_view text, const MacRules& macs = kArriving) {
  const auto layers = parse_layers(text);
  if (!layers) return layers.error().text;
  const auto frame = to_frame(*layers, macs);
  return frame ? to_hex(*frame) : frame.error().text;
}

std::string dissected(std::string_view hex) { return to_text(to_layers(parse_hex(hex).value())); }

}  // namespace

TEST_CASE("text becomes the bytes of published examples", "[frame_text]") {
  struct Case {
    const char* text;
    const char* packet;  // behind the Ethernet header
  };
  const auto c = GENERATE(values<Case>({
      {"ip 192.0.2.1 > 10.0.0.1 id 0x1234 df / tcp 40000 > 80 S",
       "45000028123440004006"
       "5c9ac00002010a000001"
       "9c400050000000010000000050"
       "02ffff474f0000"},
      {"ip 192.0.2.1 > 192.168.1.2 id 0x1234 df ttl 63 / tcp 40000 > 8080 S",
       "45000028123440003f06a5f0c0000201c0a80102"
       "9c401f9000000001000000005002ffff70650000"},
      {"ip 192.0.2.1 > 10.0.0.1 id 0x1234 df / udp 40000 > 53 csum 0 / data ABCD",
       "45000020123440004011"
       "5c97c00002010a000001"
       "9c400035000c000041424344"},
      {"ip 192.0.2.1 > 192.168.1.2 id 0x1234 df ttl 63 / udp 40000 > 53 / data \"ABCD\"",
       "45000020123440003f11a5edc0000201c0a801029c400035000c5b2e41424344"},
      {"eth 192.0.2.1 > * / ip 10.0.0.254 > 192.168.1.2 df ttl 63 / ip 192.0.2.1 > 10.0.0.1 id "
       "0x1234 df ttl 63 "
       "/ tcp 40000 > 80 S",
       "4500003c000040003f046f160a0000fec0a80102"
       "45000028123440003f065d9ac00002010a000001"
       "9c400050000000010000000050"
       "02ffff474f0000"},
  }));
  CHECK(compiled(c.text) == std::string(kEthIpv4) + c.packet);
}

TEST_CASE("every kind of layer goes to bytes and comes back as the same text", "[frame_text]") {
  const std::string eth = "eth 02:00:00:00:00:01 > 02:00:00:00:00:02 / ";
  const std::string ip = "ip 192.0.2.1 > 10.0.0.1 id 0x0000 ttl 64 / ";
  const std::string ip6 = "ip6 2001:db8::1 > 2001:db8::2 hop 64 / ";
  const std::string tcp = "tcp 40000 > 80 SA seq 1 ack 2 win 65535";
  const auto text = GENERATE_COPY(values<std::string>({
      eth + ip + tcp,
      eth + ip + tcp + " urg 7 opt 020405b4 / data hello",
      eth + ip + "tcp 40000 > 80 none seq 0 ack 0 win 0 csum 0x1234",
      eth + "vlan 7 pcp 3 / " + ip + tcp,
      eth + "ip 192.0.2.1 > 10.0.0.1 tos 0x10 id 0x0001 df ttl 1 opt 01010101 / " + tcp,
      eth + "ip 192.0.2.1 > 10.0.0.1 id 0x0001 mf off 1480 ttl 64 proto 17 / bytes 100",
      eth + "ip 192.0.2.1 > 10.0.0.1 id 0x0001 ttl 64 csum 0xdead / " + tcp,
      eth + "ip 192.0.2.1 > 10.0.0.1 id 0x0001 ttl 64 len 4000 / " + "udp 1 > 2 csum 0x0101",
      eth + ip + "udp 40000 > 53 / data \"a b\"",
      eth + ip + "udp 40000 > 53 csum 0",
      eth + ip +
          "sctp 40000 > 80 vtag 0x00000007 / chunk COOKIE-ACK / chunk ABORT flags 1 hex 0001",
      eth + ip + "sctp 40000 > 80 vtag 0x00000000 csum 0x00000000 / chunk 77",
      eth + ip + "icmp 8/0 rest 0x00010002 / data ping",
      eth + ip + "icmp 3/4 mtu 1480 / ip 10.0.0.1 > 192.0.2.1 id 0x0000 ttl 60 / udp 80 > 40000",
      eth + ip +
          "icmp 3/1 quote 28 / ip 10.0.0.1 > 192.0.2.1 id 0x0000 ttl 60 len 40 "
          "/ tcp 80 > 40000 seq 5",
      eth + ip6 + tcp,
      eth + ip6 + "dstopt hex 010400000000 / " + tcp,
      eth + ip6 + "frag off 8 mf id 0x00000009 next 6 / bytes 16",
      eth + ip6 + "icmp6 2/0 mtu 1280 / " + ip6 + "udp 1 > 2 / data abcd",
      eth + "ip6 2001:db8::1 > 2001:db8::2 class 0x01 flow 0x00002 hop 1 / " + ip + tcp,
      eth + ip + ip6 + tcp,
      eth + ip + "gre c / " + ip + tcp,
      eth + ip + "udp 40000 > 6080 csum 0 / gue / " + ip + tcp,
      eth + ip + "udp 40000 > 6080 / gue flags 0x0001 opt 00000001 / " + ip6 + tcp,
      eth + ip + "udp 40000 > 6080 / gue proto 59 / bytes 4",
      eth + ip + tcp + " / pad 000000000000",
      eth.substr(0, eth.size() - 3) + " type 0x0806 / hex 0001",
  }));
  CAPTURE(text);
  const auto layers = parse_layers(text);
  REQUIRE(layers);
  const auto frame = to_frame(*layers, kArriving);
  REQUIRE(frame);
  CHECK(to_text(to_layers(*frame)) == text);
}

TEST_CASE("parts of a datagram carry the bytes, offset and flag that belong to them",
          "[frame_text]") {
  const std::string datagram = " / udp 1 > 2 / bytes 40";
  const std::string v4 = "ip 192.0.2.1 > 10.0.0.1 id 7 ";
  const std::string v6 = "ip6 2001:db8::1 > 2001:db8::2 / frag id 7 ";
  const std::string whole = compiled(v4 + datagram);
  const auto payload = [](const std::string& hex, std::size_t header) {
    return hex.substr(2 * (14 + header));
  };
  for (const auto& [head, header] : {std::pair{v4, std::size_t{20}}, {v6, std::size_t{48}}}) {
    const auto part = [&packet = head, &datagram](const char* range) {
      return compiled(std::string(packet).append("part ").append(range).append(datagram));
    };
    const std::string first = part("0-24");
    const std::string last = part("24-");
    CHECK(payload(first, header) + payload(last, header) == payload(part("0-"), header));
    const auto field = header == 20 ? 14u + 6u : 14u + 42u;
    CHECK(first.substr(2 * field, 4) == (header == 20 ? "2000" : "0001"));
    CHECK(last.substr(2 * field, 4) == (header == 20 ? "0003" : "0018"));
  }
  CHECK(compiled(v4 + "part 0-" + datagram) == whole);
  CHECK(compiled(v4 + "part 4-8" + datagram) ==
        "ip part: '4-8': expected FROM-TO or FROM-, FROM a multiple of 8, within 48 bytes");
  CHECK(compiled(v6 + "part 8" + datagram) ==
        "frag part: '8': expected FROM-TO or FROM-, FROM a multiple of 8, within 48 bytes");
}

TEST_CASE("MACs come from the port and its neighbours unless they are given", "[frame_text][mac]") {
  MacRules leaving = kArriving;
  leaving.direction = MacRules::Direction::Leaving;
  const auto macs = [](std::string_view text, const MacRules& rules) {
    return compiled(text, rules).substr(0, 24);
  };
  CHECK(macs("ip 192.0.2.1 > 10.0.0.1 / udp 1 > 2", kArriving) == "020000000002020000000001");
  CHECK(macs("ip 192.0.2.9 > 10.0.0.1 / udp 1 > 2", kArriving) == "02000000000202fffffffffe");
  CHECK(macs("ip 10.0.0.1 > 192.0.2.1 / udp 1 > 2", leaving) == "020000000001020000000002");
  CHECK(macs("eth > 192.0.2.1 / ip 10.0.0.1 > 192.0.2.9 / udp 1 > 2", leaving) ==
        "020000000001020000000002");
  CHECK(macs("eth 02:00:00:00:00:07 > ff:ff:ff:ff:ff:ff / ip 10.0.0.1 > 1.1.1.1", kArriving) ==
        "ffffffffffff020000000007");
  CHECK(compiled("ip 10.0.0.1 > 192.0.2.9 / udp 1 > 2", leaving) ==
        "expected 'eth > NEIGHBOUR' (a MAC or IP address) as the first layer");
}

TEST_CASE("wrong text says what was expected", "[frame_text]") {
  struct Case {
    const char* text;
    const char* error;
  };
  const auto c = GENERATE(values<Case>({
      {"", "expected a layer between the slashes"},
      {"ip 1.1.1.1 > 2.2.2.2 / / tcp 1 > 2", "expected a layer between the slashes"},
      {"ip 1.1.1.1", "ip: expected SOURCE > DESTINATION"},
      {"ip 1.1.1 > 2.2.2.2", "ip src: '1.1.1': expected an IPv4 address"},
      {"ip6 1.1.1.1 > ::1", "ip6 src: '1.1.1.1': expected an IPv6 address"},
      {"ip 1.1.1.1 > 2.2.2.2 ttl", "ip: expected a value after 'ttl'"},
      {"ip 1.1.1.1 > 2.2.2.2 ttl 256", "ip ttl: '256': expected a number up to 255"},
      {"ip 1.1.1.1 > 2.2.2.2 ttl x", "ip ttl: 'x': expected a number up to 255"},
      {"udp 1 > 2", "expected an ip or ip6 layer around the transport layer"},
      {"ip 1.1.1.1 > 2.2.2.2 / tcp 1 > 2 X",
       "tcp: 'X': expected one of flags seq ack win urg csum opt"},
      {"ip 1.1.1.1 > 2.2.2.2 off 7", "ip off: expected a multiple of 8 bytes"},
      {"hex 0", "hex digits: expected hexadecimal digits"},
      {"data", "data: expected text"},
      {"data \"open", "expected a closing quote"},
      {"ip 1.1.1.1 > 2.2.2.2 / icmp 3", "icmp: '3': expected TYPE/CODE, for example 3/4"},
  }));
  CAPTURE(c.text);
  CHECK(compiled(c.text) == c.error);
  CHECK(compiled("nosuch").starts_with("'nosuch': expected a layer, one of eth vlan ip "));
}

TEST_CASE("any bytes come back the same", "[frame_text]") {
  std::mt19937 random(7);
  const auto seeds = {
      compiled("ip 192.0.2.1 > 10.0.0.1 opt 01010101 / tcp 40000 > 80 SA opt 020405b4 / data abc"),
      compiled("ip6 2001:db8::1 > 2001:db8::2 / dstopt / frag id 1 / udp 1 > 2 / bytes 40"),
      compiled("vlan 7 / ip 192.0.2.1 > 10.0.0.1 / icmp 3/4 mtu 1480 / "
               "ip 10.0.0.1 > 192.0.2.1 / sctp 1 > 2 / chunk INIT hex 0102030405"),
      compiled(
          "ip 192.0.2.1 > 10.0.0.1 / gre c / ip6 2001:db8::1 > 2001:db8::2 / tcp 1 > 2 / pad 00"),
      compiled("ip 192.0.2.1 > 10.0.0.1 / udp 1 > 6080 / gue opt 01020304 / "
               "ip6 2001:db8::1 > 2001:db8::2 / tcp 1 > 2"),
  };
  for (int round = 0; round < 20000; ++round) {
    Bytes frame = *parse_hex(*(seeds.begin() + round % 5));
    for (unsigned change = random() % 4; change > 0; --change) {
      frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
    }
    frame.resize(random() % 3 == 0 ? random() % (frame.size() + 8) : frame.size());
    const auto again = to_frame(to_layers(frame), {});
    REQUIRE(again);
    REQUIRE(to_hex(*again) == to_hex(frame));
  }
}

TEST_CASE("bytes that lie about their lengths are shown as hex", "[frame_text]") {
  CHECK(dissected("0200000000020200000000010800"
                  "4f00") == "eth 02:00:00:00:00:01 > 02:00:00:00:00:02 type 0x0800 / hex 4f00");
  CHECK(dissected("0102") == "hex 0102");
}
