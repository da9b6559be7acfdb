// SPDX-License-Identifier: Apache-2.0
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <catch2/catch.hpp>

#include "fallback/replay/frame_bytes.hpp"
#include "fallback/xdp/programs.hpp"
#include "fallback/xdp/steering_maps.hpp"
#include "tests/live/io/lab.hpp"

namespace nicvs::test {
namespace {

using soft::SteeringMaps;

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

// Services on 10.0.0.100 and 2001:db8::100, NAT dests 10.1.0.1:8080 and 10.1.0.2 (any port), marks.
soft::SoftDataPlane::Steering steering() {
  const auto service = [](const char* vip, std::uint16_t port, Protocol protocol) {
    return ServiceKey{
        .family = ip(vip).family, .protocol = protocol, .address = ip(vip), .port = port};
  };
  return {.services = {service("10.0.0.100", 80, Protocol::Tcp),
                       service("10.0.0.100", 53, Protocol::Udp),
                       service("10.0.0.101", 0, Protocol::Udp),
                       service("10.0.0.102", 21, Protocol::Tcp),
                       service("2001:db8::100", 80, Protocol::Tcp),
                       service("10.0.0.100", 5060, Protocol::Sctp)},
          .mark_rules = {{.protocol = Protocol::Tcp,
                          .dst = *IpPrefix::parse("10.2.0.0/16"),
                          .first_port = 80,
                          .last_port = 443,
                          .mark = 1},
                         {.dst = *IpPrefix::parse("2001:db8:2::/48"), .mark = 2}},
          .nat_dests = {{Protocol::Tcp, {ip("10.1.0.1"), 8080}},
                        {Protocol::Udp, {ip("10.1.0.2"), 0}},
                        {Protocol::Tcp, {ip("2001:db8:1::1"), 8080}}},
          .gue_dests = {ip("10.1.0.9")}};
}

struct Case {
  steer_count what;
  const char* text;
};

constexpr const char* kToPort = "eth 02:00:00:00:00:09 > 00:00:00:00:00:00";

const Case kCases[] = {
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.100 / tcp 40000 > 80 S"},
    {STEER_BY_SERVICE, "vlan 7 / ip 192.0.2.1 > 10.0.0.100 / tcp 40000 > 80 S"},
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.100 opt 01010101 / tcp 40000 > 80 S"},
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.100 / udp 40000 > 53 / data \"x\""},
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.100 / sctp 40000 > 5060 / chunk INIT"},
    {STEER_BY_SERVICE, "ip6 2001:db8::1 > 2001:db8::100 / tcp 40000 > 80 S"},
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.101 / udp 40000 > 9999"},
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.102 / tcp 40000 > 20 S"},
    {STEER_BY_SERVICE, "ip 192.0.2.1 > 10.0.0.102 / tcp 40000 > 50000 S"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.0.0.102 / tcp 40000 > 443 S"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.0.0.100 / tcp 40000 > 22 S"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.0.0.100 / udp 40000 > 80"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.0.0.99 / tcp 40000 > 80 S"},
    {STEER_PASS_UNKNOWN, "ip6 2001:db8::1 > 2001:db8::100 / tcp 40000 > 81 S"},
    {STEER_BY_NAT_REPLY, "ip 10.1.0.1 > 192.0.2.1 / tcp 8080 > 40000 SA"},
    {STEER_BY_NAT_REPLY, "ip 10.1.0.2 > 192.0.2.1 / udp 1234 > 40000"},
    {STEER_BY_NAT_REPLY, "ip6 2001:db8:1::1 > 2001:db8::1 / tcp 8080 > 40000 SA"},
    {STEER_PASS_UNKNOWN, "ip 10.1.0.1 > 192.0.2.1 / tcp 22 > 40000 SA"},
    {STEER_PASS_UNKNOWN, "ip 10.1.0.2 > 192.0.2.1 / tcp 1234 > 40000 SA"},
    {STEER_BY_MARK_RULE, "ip 192.0.2.1 > 10.2.3.4 / tcp 40000 > 443 S"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.2.3.4 / tcp 40000 > 444 S"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.2.3.4 / udp 40000 > 443"},
    {STEER_BY_MARK_RULE, "ip6 2001:db8::1 > 2001:db8:2::5 / udp 40000 > 9"},
    {STEER_BY_ICMP, "ip 192.0.2.1 > 10.0.0.100 / icmp 8/0 / data \"ping\""},
    {STEER_BY_ICMP, "ip6 2001:db8::1 > 2001:db8::100 / icmp6 128/0 / data \"ping\""},
    {STEER_PASS_UNKNOWN, "ip6 2001:db8::1 > 2001:db8::100 hop 255 / icmp6 135/0 / hex 00"},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.0.0.99 / icmp 8/0 / data \"ping\""},
    {STEER_BY_ICMP, "ip 10.1.0.1 > 192.0.2.1 / icmp 3/3 / ip 192.0.2.1 > 10.1.0.1 / udp 5 > 6"},
    {STEER_PASS_UNKNOWN, "ip 10.1.0.1 > 192.0.2.1 / icmp 0/0 / data \"pong\""},
    {STEER_BY_ICMP, "ip 10.5.0.9 > 192.0.2.1 / icmp 11/0 / ip 192.0.2.1 > 10.1.0.1 / tcp 5 > 6"},
    {STEER_BY_ICMP, "ip 10.5.0.9 > 10.5.0.1 / icmp 3/4 / ip 10.5.0.1 > 10.1.0.9 / udp 5 > 6080"},
    {STEER_PASS_UNKNOWN, "ip 10.5.0.9 > 10.5.0.1 / icmp 3/4 / ip 10.5.0.1 > 10.1.0.8 / udp 5 > 6"},
    {STEER_BY_ICMP,
     "ip 10.5.0.9 > 10.0.0.1 / icmp 3/4 mtu 1400 / ip 10.0.0.1 > 10.3.0.1 / ip 192.0.2.1 > "
     "10.0.0.100 / tcp 5 > 80"},
    {STEER_PASS_UNKNOWN,
     "ip 10.5.0.9 > 192.0.2.1 / icmp 11/0 / ip 192.0.2.1 > 10.6.0.1 / tcp 5 > 6"},
    {STEER_BY_ICMP,
     "ip6 2001:db8:5::9 > 2001:db8::1 / icmp6 3/0 / ip6 2001:db8::1 > 2001:db8:1::1 / tcp 5 > 6"},
    {STEER_BY_FRAGMENT, "ip 192.0.2.1 > 10.0.0.100 mf / tcp 40000 > 80 S"},
    {STEER_BY_FRAGMENT, "ip 192.0.2.1 > 10.0.0.100 off 1480 proto 17 / data \"rest\""},
    {STEER_BY_FRAGMENT, "ip 10.1.0.2 > 192.0.2.1 off 1480 proto 17 / data \"rest\""},
    {STEER_BY_FRAGMENT, "ip6 2001:db8::1 > 2001:db8::100 / frag off 1448 next 6 / data \"rest\""},
    {STEER_PASS_UNKNOWN, "ip 192.0.2.1 > 10.0.0.99 off 1480 proto 17 / data \"rest\""},
    {STEER_PASS_NOT_IP, "eth 02:00:00:00:00:09 > 00:00:00:00:00:00 type 0x0806 / bytes 28"},
    {STEER_PASS_TRUNCATED, "ip 192.0.2.1 > 10.0.0.100 proto 6 / hex 9c"},
    {STEER_PASS_TRUNCATED, "ip 192.0.2.1 > 10.0.0.100 ver 5 / tcp 40000 > 80 S"},
    {STEER_PASS_TRUNCATED, "ip 192.0.2.1 > 10.0.0.100 ihl 4 / tcp 40000 > 80 S"},
};

std::vector<std::uint8_t> frame_of(const Case& c) {
  const std::string text = c.text;
  const auto layers =
      replay::parse_layers(text.starts_with("eth") ? text : std::string(kToPort) + " / " + text);
  INFO(text);
  REQUIRE(layers);
  const auto frame = replay::to_frame(*layers, {});
  INFO((frame ? "" : frame.error().text));
  REQUIRE(frame);
  return *frame;
}

std::uint32_t run(int program_fd, const std::vector<std::uint8_t>& frame) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame.data();
  options.data_size_in = static_cast<std::uint32_t>(frame.size());
  options.repeat = 1;
  REQUIRE(bpf_prog_test_run_opts(program_fd, &options) == 0);
  return options.retval;
}

std::unique_ptr<SteeringMaps> filled_maps() {
  auto maps = SteeringMaps::create();
  INFO((maps ? "" : maps.error().text));
  REQUIRE(maps);
  REQUIRE((*maps)->update(soft::encode(steering())));
  return *std::move(maps);
}

}  // namespace

TEST_CASE("the XDP program steers what is the director's, and only that", "[steering]") {
  Lab lab;
  const auto maps = filled_maps();
  auto object = soft::BpfObject::load("nicvs_xdp", soft::program::kSteerXdp, &maps->object());
  REQUIRE(object);
  for (const Case& c : kCases) {
    const auto before = maps->counts();
    // Without a socket in its map the program passes what it would steer to the kernel.
    CHECK(run(object->program_fd("nicvs_xdp"), frame_of(c)) == XDP_PASS);
    const auto after = maps->counts();
    for (unsigned what = 0; what < STEER_COUNTS; ++what) {
      INFO(c.text << ": " << soft::word_of(static_cast<steer_count>(what)));
      CHECK(after[what] - before[what] == (what == static_cast<unsigned>(c.what) ? 1 : 0));
    }
  }
}

TEST_CASE("the tc program keeps the same frames from the kernel while the director lives",
          "[steering]") {
  Lab lab;
  const auto maps = filled_maps();
  for (const Case& c : kCases) {
    INFO(c.text);
    const auto frame = frame_of(c);
    maps->beat();
    const int alive = static_cast<int>(run(maps->tc_fd(), frame));
    CHECK(alive == (c.what >= STEER_BY_SERVICE ? TC_ACT_SHOT : TC_ACT_UNSPEC));
    const std::uint32_t key = 0;
    const std::uint64_t long_ago = 1;
    bpf_map_update_elem(maps->object().map_fd("alive"), &key, &long_ago, BPF_ANY);
    CHECK(static_cast<int>(run(maps->tc_fd(), frame)) == TC_ACT_UNSPEC);
  }
}

TEST_CASE("every cut of every frame is decided without an error", "[steering]") {
  Lab lab;
  const auto maps = filled_maps();
  auto object = soft::BpfObject::load("nicvs_xdp", soft::program::kSteerXdp, &maps->object());
  REQUIRE(object);
  for (const Case& c : kCases) {
    auto frame = frame_of(c);
    for (; frame.size() >= 14; frame.pop_back()) {
      CHECK(run(object->program_fd("nicvs_xdp"), frame) == XDP_PASS);
    }
  }
}

TEST_CASE("steering follows changes of the services by difference", "[steering]") {
  Lab lab;
  const auto maps = filled_maps();
  const auto frame = frame_of(kCases[0]);
  maps->beat();
  CHECK(static_cast<int>(run(maps->tc_fd(), frame)) == TC_ACT_SHOT);
  REQUIRE(maps->update({}));
  CHECK(static_cast<int>(run(maps->tc_fd(), frame)) == TC_ACT_UNSPEC);
  REQUIRE(maps->update(soft::encode(steering())));
  CHECK(static_cast<int>(run(maps->tc_fd(), frame)) == TC_ACT_SHOT);
}

}  // namespace nicvs::test
