// SPDX-License-Identifier: Apache-2.0
// Frames that lie, cut off anywhere or with any byte changed: a verdict and nothing worse. The
// buffers end where the frames end, so that the sanitizers see every read beyond.
#include <catch2/catch.hpp>

#include <random>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

const std::vector<std::pair<const char*, PortId>> kFrames = {
    {"ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S opt 020405b4", kClientPort},
    {"ip 192.0.2.1 > 10.0.0.1 opt 01010101 / tcp 40001 > 80 S", kClientPort},
    {"ip 192.0.2.1 > 10.0.0.2 df / tcp 40000 > 80 S / data abcdef", kClientPort},
    {"ip 192.0.2.1 > 10.0.0.3 / udp 40000 > 53 csum 0 / data abc", kClientPort},
    {"vlan 7 / ip 192.0.2.1 > 10.0.0.1 / tcp 40002 > 80 S", kClientPort},
    {"ip 192.168.1.1 > 192.0.2.1 / tcp 8080 > 40000 SA", kDestPort},
    {"ip 192.168.1.1 > 192.0.2.1 / icmp 3/1 / ip 192.0.2.1 > 192.168.1.1 / tcp 40000 > 8080",
     kDestPort},
    {"ip 198.51.100.1 > 10.0.0.1 / icmp 3/4 mtu 1400 / ip 10.0.0.1 > 192.0.2.1 / tcp 80 > 40000",
     kClientPort},
    {"ip6 2001:db8:5::1 > 2001:db8:a::1 / tcp 40000 > 80 S", kClientPort},
    {"ip6 2001:db8:5::1 > 2001:db8:a::1 / dstopt / tcp 40001 > 80 S", kClientPort},
    {"ip6 2001:db8:2::1 > 2001:db8:5::1 / tcp 8080 > 40000 SA", kDestPort},
    {"ip6 2001:db8:2::1 > 2001:db8:5::1 / icmp6 1/0 / ip6 2001:db8:5::1 > 2001:db8:2::1 / "
     "tcp 40000 > 8080",
     kDestPort},
};

std::unique_ptr<Lab> lab_of_all_methods() {
  auto lab = std::make_unique<Lab>();
  lab->nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab->nat("[2001:db8:a::1]:80", {"[2001:db8:2::1]:8080"});
  lab->add({.key = service_key("10.0.0.2:80"), .scheduler = "rr"},
           {dest("192.168.1.2:80", ForwardMethod::Tun)});
  lab->add({.key = service_key("10.0.0.3:53", Protocol::Udp), .scheduler = "rr"},
           {dest("192.168.1.3:53", ForwardMethod::Dr), dest("192.168.1.4:53")});
  return lab;
}

TEST_CASE("frames cut off at any byte get a verdict", "[engine][hostile]") {
  auto lab = lab_of_all_methods();
  std::uint64_t sent = 0;
  for (const auto& [text, port] : kFrames) {
    const auto whole = frame(text);
    CAPTURE(text);
    CHECK(lab->send_bytes(whole, port).verdict != dp::Verdict::Drop);
    ++sent;
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto decision = lab->send_bytes(std::span(whole).first(length), port);
      ++sent;
      CHECK(decision.verdict == dp::text_of(decision.reason).verdict);
    }
  }
  CHECK(lab->frames_counted() == sent);
}

TEST_CASE("frames with changed bytes get a verdict", "[engine][hostile]") {
  auto lab = lab_of_all_methods();
  std::mt19937 random(1);
  std::uint64_t sent = 0;
  for (const auto& [text, port] : kFrames) {
    const auto whole = frame(text);
    for (std::size_t at = 12; at < whole.size(); ++at) {
      for (const unsigned value : {0x00u, 0xffu, whole[at] ^ 0x01u, whole[at] ^ 0x80u}) {
        auto bytes = whole;
        bytes[at] = static_cast<std::uint8_t>(value);
        // Half of them keep a right header checksum by luck of being IPv6 or of a second change.
        if (random() % 2 == 0)
          bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(random());
        const auto decision = lab->send_bytes(bytes, port);
        ++sent;
        REQUIRE(decision.verdict == dp::text_of(decision.reason).verdict);
      }
    }
  }
  CHECK(lab->frames_counted() == sent);
}

TEST_CASE("a batch of nothing is fine", "[engine][hostile]") {
  Lab lab;
  replay::FrameMemory memory;
  std::vector<soft::Frame> originated;
  lab.engine().process(0, {}, {}, lab.now, memory, originated);
  CHECK(lab.frames_counted() == 0);
}

}  // namespace
}  // namespace nicvs::test
