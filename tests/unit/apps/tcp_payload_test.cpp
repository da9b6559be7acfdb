// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/tcp_payload.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "fallback/edit/frame_window.hpp"
#include "tests/support/frames.hpp"

namespace nicvs::test {
namespace {

// A frame with room behind it.
struct Packet {
  explicit Packet(const std::string& text, std::uint32_t tailroom = 64) : bytes(test::frame(text)) {
    const auto length = static_cast<std::uint32_t>(bytes.size());
    bytes.resize(length + tailroom);
    frame = {.data = bytes.data(), .length = length, .tailroom = tailroom};
    parsed = dp::parse(soft::FrameWindow::of(frame));
  }
  std::string payload() const {
    const auto found = soft::tcp_payload(frame, parsed);
    return {found.begin(), found.end()};
  }

  std::vector<std::uint8_t> bytes;
  soft::Frame frame;
  dp::Parsed parsed;
};

}  // namespace

TEST_CASE("other text in a payload leaves a packet as if it had been sent so", "[ftp]") {
  const std::string head =
      GENERATE("ip 192.168.1.2 > 192.0.2.1 id 7 / tcp 21 > 4000 PA opt 01010101",
               "ip6 2001:db8::2 > 2001:db8::1 / tcp 21 > 4000 PA");
  const std::string text = GENERATE("longer than before", "less", "even", "");
  const std::string pad = GENERATE("", " / pad 000000");
  Packet packet(head + " / data \"1234 here 5678\"" + pad);
  REQUIRE(soft::replace_payload(5, 9, text, packet.frame, packet.parsed));
  const Packet expected(head + " / data \"1234 " + text + " 5678\"");
  CHECK(text_of({packet.frame.data, packet.frame.length}) ==
        text_of({expected.frame.data, expected.frame.length}));
  CHECK(packet.frame.length + packet.frame.tailroom == packet.bytes.size());
  CHECK(packet.parsed.ip_length == expected.parsed.ip_length);
  CHECK(packet.parsed.ip_checksum == expected.parsed.ip_checksum);
  CHECK(packet.parsed.l4_checksum == expected.parsed.l4_checksum);
}

TEST_CASE("text that does not fit the buffer changes nothing", "[ftp]") {
  const std::string text = "ip 192.168.1.2 > 192.0.2.1 / tcp 21 > 4000 PA / data abcd";
  Packet packet(text, 3);
  CHECK_FALSE(soft::replace_payload(0, 1, "12345", packet.frame, packet.parsed));
  CHECK(text_of({packet.frame.data, packet.frame.length}) == text_of(test::frame(text)));
  CHECK(soft::replace_payload(0, 1, "1234", packet.frame, packet.parsed));
}

TEST_CASE("a payload ends with its packet", "[ftp]") {
  CHECK(Packet("ip 192.0.2.1 > 10.0.0.1 / tcp 1 > 21 A / data ab / pad 00000000").payload() ==
        "ab");
  CHECK(Packet("ip 192.0.2.1 > 10.0.0.1 / tcp 1 > 21 A / pad 00000000").payload().empty());
  Packet lying("ip 192.0.2.1 > 10.0.0.1 / tcp 1 > 21 A / data abcd");
  lying.parsed.l4_length = 16;
  CHECK(lying.payload().empty());
  lying.parsed.l4_length = 60;
  CHECK(lying.payload().empty());
}

TEST_CASE("a TCP checksum is right or wrong", "[ftp]") {
  const std::string head = GENERATE("ip 192.0.2.1 > 10.0.0.1 / tcp 1 > 21 A",
                                    "ip6 2001:db8::1 > 2001:db8::2 / tcp 1 > 21 A");
  const Packet right(head + " / data odd / pad 00ff");
  CHECK(soft::has_right_tcp_checksum(right.frame, right.parsed));
  const Packet wrong(head + " csum 0x1234 / data odd");
  CHECK_FALSE(soft::has_right_tcp_checksum(wrong.frame, wrong.parsed));
}

}  // namespace nicvs::test
