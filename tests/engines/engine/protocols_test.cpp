// SPDX-License-Identifier: Apache-2.0
// IPv6 extension headers, and the protocols that follow another one's conn.
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Reason;
using dp::Verdict;

TEST_CASE("a SYN behind IPv6 extension headers opens a conn in its real state", "[engine][ipv6]") {
  Lab lab;
  lab.nat("[2001:db8:a::1]:80", {"[2001:db8:2::1]:8080"});
  const std::string headers = GENERATE("dstopt", "hopopt", "hopopt / dstopt", "routing");
  CAPTURE(headers);
  REQUIRE(
      lab.send("ip6 2001:db8:5::1 > 2001:db8:a::1 / " + headers + " / tcp 1000 > 80 S").verdict ==
      Verdict::Forward);
  CHECK(lab.last_text().find("2001:db8:2::1") != std::string::npos);
  CHECK(lab.last_text().find("1000 > 8080") != std::string::npos);
  REQUIRE(lab.conns().size() == 1);
  CHECK(lab.conns()[0].state == "SYN_RECV");
  CHECK(lab.send("ip6 2001:db8:2::1 > 2001:db8:5::1 / dstopt / tcp 8080 > 1000 SA", kDestPort)
            .verdict == Verdict::Forward);
}

TEST_CASE("IPv6 extension headers that end early go to the host", "[engine][ipv6]") {
  Lab lab;
  lab.nat("[2001:db8:a::1]:80", {"[2001:db8:2::1]:8080"});
  CHECK(lab.send("ip6 2001:db8:5::1 > 2001:db8:a::1 / dstopt next 60").verdict ==
        Verdict::PassToHost);
  CHECK(lab.conns().empty());
}

TEST_CASE("ESP and AH follow the conn of their key exchange and open none", "[engine]") {
  Lab lab;
  const ServiceKey service = service_key("10.0.0.1:500", Protocol::Udp);
  lab.add({.key = service, .scheduler = "rr"}, {dest("192.168.1.1:500", ForwardMethod::Dr)});
  const std::string esp = "ip 192.0.2.1 > 10.0.0.1 proto 50 / hex 0102030405060708";
  CHECK(lab.send(esp).verdict == Verdict::PassToHost);
  REQUIRE(lab.send("ip 192.0.2.1 > 10.0.0.1 / udp 500 > 500 / data x").verdict == Verdict::Forward);
  CHECK(lab.send(esp).verdict == Verdict::Forward);
  CHECK(lab.last.port == kDestPort);
  CHECK(lab.send("ip 192.0.2.1 > 10.0.0.1 proto 51 / hex 320400000000000100000001").verdict ==
        Verdict::Forward);
  CHECK(lab.send("ip 192.0.2.2 > 10.0.0.1 proto 50 / hex 0102030405060708").verdict ==
        Verdict::PassToHost);
  CHECK(lab.conns().size() == 1);
}

}  // namespace
}  // namespace nicvs::test
