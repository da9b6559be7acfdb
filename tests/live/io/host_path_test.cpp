// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/live/io/director.hpp"
#include "tests/live/io/lab.hpp"

namespace nicvs::test {
namespace {

using soft::IoMode;

soft::Decision pass_all(unsigned, soft::Frame&) {
  return {dp::Verdict::PassToHost, dp::Reason::NoConn};
}

}  // namespace

TEST_CASE("the local stack answers what the engine passes to it", "[io][host]") {
  const IoMode mode = GENERATE(IoMode::AfXdp, IoMode::AfPacket);
  const std::string vip_device = GENERATE("lo", "d0");
  CAPTURE(static_cast<int>(mode), vip_device);
  Lab lab;
  lab.connect_client();
  lab.must_run(lab.director(), "ip addr add 10.9.9.9/32 dev " + vip_device);
  lab.must_run(lab.director(), "ip -6 addr add fd09::9/128 dev " + vip_device + " nodad");
  lab.must_run(lab.director(), "ip -6 addr add fd09:1::1/64 dev d0 nodad");
  lab.must_run(lab.client(),
               "ip -6 addr add fd09:1::2/64 dev c0 nodad && "
               "ip -6 route add default via fd09:1::1");
  ScriptedPlane plane(pass_all);
  auto steering = test_services();
  steering.services.push_back({.family = Family::Ipv6,
                               .protocol = Protocol::Tcp,
                               .address = *IpAddress::parse("fd09::9"),
                               .port = 80});
  plane.set_steering(steering);
  Director director(plane, {.mode = mode}, {"d0"});

  SECTION("ping to the VIP") {
    lab.must_run(lab.client(), "ping -q -c 3 -i 0.1 -W 2 10.9.9.9");
    REQUIRE(director.steered(STEER_BY_ICMP) == 3);
  }
  SECTION("ping to the IPv6 VIP") {
    lab.must_run(lab.client(), "ping -q -c 3 -i 0.1 -W 2 fd09::9");
    REQUIRE(director.steered(STEER_BY_ICMP) == 3);
  }
  SECTION("TCP to a closed port of the VIP is refused at once, not left to time out") {
    // curl's exit code 7: could not connect; 28 would be the time-out.
    REQUIRE(lab.run(lab.client(), "curl -s -m 5 http://10.9.9.9:80/") / 256 == 7);
    REQUIRE(lab.run(lab.client(), "curl -s -m 5 http://[fd09::9]:80/") / 256 == 7);
    REQUIRE(director.steered(STEER_BY_SERVICE) >= 2);
  }
}

}  // namespace nicvs::test
