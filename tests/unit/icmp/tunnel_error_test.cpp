// SPDX-License-Identifier: Apache-2.0
// What is read from ICMP errors about tunnelled packets, and what is left of them.
#include <catch2/catch.hpp>
#include <memory>

#include "fallback/icmp/tunnel_error.hpp"
#include "tests/support/frames.hpp"

namespace nicvs::test {
namespace {

using replay::Bytes;
using soft::quoted_tunnel;

const std::string kError = "ip 192.168.1.1 > 192.168.1.254 / icmp 3/4 mtu 1400 / ";
const std::string kOuter = "ip 192.168.1.254 > 192.168.1.2 df / ";
const std::string kInner = "ip 192.0.2.1 > 10.0.0.1 df ttl 63 / tcp 40000 > 80 A";

// Exactly as long as the frame, so that the sanitizer guards the end.
struct Exact {
  explicit Exact(const Bytes& bytes)
      : buffer(std::make_unique<std::uint8_t[]>(bytes.size())),
        frame{buffer.get(), static_cast<std::uint32_t>(bytes.size()), 0, 0, 1, 0} {
    std::copy(bytes.begin(), bytes.end(), buffer.get());
  }
  std::unique_ptr<std::uint8_t[]> buffer;
  soft::Frame frame;
};

std::optional<soft::QuotedTunnel> read(const std::string& text) {
  const Exact exact(frame(text));
  const auto window = soft::FrameWindow::of(exact.frame);
  return quoted_tunnel(window, dp::parse(window));
}

TEST_CASE("the tunnel and the client's packet are found", "[icmp][tunnel]") {
  struct Case {
    const char* headers;
    TunnelType type;
    std::uint16_t port;
    unsigned overhead;
  };
  const auto c = GENERATE(values<Case>({
      {"", TunnelType::IpIp, 0, 20},
      {"udp 50000 > 6080 csum 0 / gue / ", TunnelType::Gue, 6080, 32},
      {"udp 50000 > 6080 / gue opt 00000000 / ", TunnelType::Gue, 6080, 36},
      {"gre / ", TunnelType::Gre, 0, 24},
      {"gre c / ", TunnelType::Gre, 0, 28},
  }));
  CAPTURE(c.headers);
  const auto about = read(kError + kOuter + c.headers + kInner);
  REQUIRE(about);
  CHECK(about->type == c.type);
  CHECK(about->port == c.port);
  CHECK(about->overhead == c.overhead);
  CHECK(about->dont_fragment);
  CHECK(about->src == dp::ipv4_address(0xc0a801fe));
  CHECK(about->dest == dp::ipv4_address(0xc0a80102));
  CHECK(about->packet.key.dst_port == 80);
  CHECK(about->packet.key.src == dp::ipv4_address(0xc0000201));
}

TEST_CASE("what no tunnel of ours makes is left alone", "[icmp][tunnel]") {
  const auto text =
      GENERATE(as<std::string>(), "ip 192.168.1.254 > 192.168.1.2 off 8 proto 4 / hex 4500",
               "ip 192.168.1.254 > 192.168.1.2 / tcp 1 > 2",
               "ip 192.168.1.254 > 192.168.1.2 / udp 5 > 6080 / hex 2004000045000028",
               "ip 192.168.1.254 > 192.168.1.2 / udp 5 > 6080 / hex 4004000045000028",
               "ip 192.168.1.254 > 192.168.1.2 / gue / ip6 2001:db8::1 > 2001:db8::2 / tcp 1 > 2",
               "ip 192.168.1.254 > 192.168.1.2 proto 47 / hex 200008000000000145000028",
               "ip 192.168.1.254 > 192.168.1.2 / gre / ip6 2001:db8::1 > 2001:db8::2 / tcp 1 > 2",
               "ip 192.168.1.254 > 192.168.1.2 / ip6 2001:db8::1 > 2001:db8::2 / tcp 1 > 2",
               "ip 192.168.1.254 > 192.168.1.2 / ip 192.0.2.1 > 10.0.0.1 / icmp 8/0");
  CAPTURE(text);
  CHECK_FALSE(read(kError + text));
}

TEST_CASE("a quote may end anywhere", "[icmp][tunnel][hostile]") {
  const std::string headers = GENERATE("", "udp 5 > 6080 / gue opt 00000000 / ", "gre c / ");
  const Bytes whole = frame(kError + kOuter + headers + kInner);
  const std::size_t needed = 14 + 28 + 20 + 20 + 4 +
                             (headers.empty()     ? 0u
                              : headers[0] == 'u' ? 16u
                                                  : 8u);
  for (std::size_t length = 14 + 28; length <= whole.size(); ++length) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<long>(length));
    const Exact exact(cut);
    const auto window = soft::FrameWindow::of(exact.frame);
    dp::Parsed outer =
        dp::parse(soft::FrameWindow{whole.data(), static_cast<unsigned>(whole.size())});
    outer.ip_length = static_cast<std::uint32_t>(length - 14);
    CHECK(quoted_tunnel(window, outer).has_value() == (length >= needed));
  }
}

TEST_CASE("the frame becomes the client's packet", "[icmp][tunnel]") {
  const std::string vlan = GENERATE("", "vlan 7 / ");
  Exact exact(frame(vlan + kError + kOuter + "udp 5 > 6080 / gue / " + kInner + " / data abc"));
  const auto window = soft::FrameWindow::of(exact.frame);
  const dp::Parsed outer = dp::parse(window);
  const auto about = quoted_tunnel(window, outer);
  REQUIRE(about);
  const dp::Parsed p = soft::strip_to_packet(*about, outer, exact.frame);
  const Bytes expected = frame(vlan + kInner + " / data abc");
  const Bytes got(exact.frame.data, exact.frame.data + exact.frame.length);
  const auto l3 = static_cast<long>(vlan.empty() ? 14 : 18);
  CHECK(Bytes(got.begin() + l3, got.end()) == Bytes(expected.begin() + l3, expected.end()));
  CHECK(p.ip_length == 43);
  CHECK(p.ttl == 63);
  CHECK(p.key == about->packet.key);
}

}  // namespace
}  // namespace nicvs::test
