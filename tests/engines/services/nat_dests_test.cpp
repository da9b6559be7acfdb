// SPDX-License-Identifier: Apache-2.0
// Where replies come from, and what the I/O must steer to the engine.
#include "fallback/services/steering.hpp"
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::ForwardMethod;
using nicvs::Protocol;
namespace soft = nicvs::soft;

namespace {

struct Site : ServiceBench {
  soft::Classifier classifier;
  Site() {
    add("rr");
    add_dests({1});
  }
  std::string steering() const {
    const auto steering = soft::steering_of(table, classifier);
    std::string text;
    for (const nicvs::ServiceKey& key : steering.services) text += key.to_string() + "\n";
    for (const nicvs::MarkRule& rule : steering.mark_rules) {
      text += rule.dst.to_string() + " mark " + std::to_string(rule.mark) + "\n";
    }
    for (const auto& dest : steering.nat_dests) {
      text += "from " + dest.key.to_string() + " protocol " +
              std::to_string(static_cast<unsigned>(dest.protocol)) + "\n";
    }
    return text;
  }
  std::uint64_t generation() const { return soft::steering_generation(table, classifier); }
  void edit(ForwardMethod method) {
    REQUIRE(table.edit_dest(v, {.key = key(1), .method = method}));
  }
};

}  // namespace

TEST_CASE("a NAT dest is known by protocol, address and port", "[nat]") {
  Site site;
  CHECK(site.table.is_nat_dest(Protocol::Tcp, ServiceBench::key(1)));
  CHECK_FALSE(site.table.is_nat_dest(Protocol::Udp, ServiceBench::key(1)));
  CHECK_FALSE(site.table.is_nat_dest(Protocol::Tcp, {ip("192.168.1.1"), 80}));
  CHECK(site.table.has_nat_dest_address(ip("192.168.1.1")));
  CHECK_FALSE(site.table.has_nat_dest_address(ip("192.168.1.2")));
  site.edit(ForwardMethod::Dr);
  CHECK_FALSE(site.table.is_nat_dest(Protocol::Tcp, ServiceBench::key(1)));
  CHECK_FALSE(site.table.has_nat_dest_address(ip("192.168.1.1")));
}

TEST_CASE("a NAT dest of a fwmark service answers with any protocol", "[nat]") {
  ServiceBench bench;
  REQUIRE(bench.table.add_service({.key = {.fwmark = 3}}));
  REQUIRE(bench.table.add_dest({.fwmark = 3}, ServiceBench::spec(1)));
  CHECK(bench.table.is_nat_dest(Protocol::Tcp, ServiceBench::key(1)));
  CHECK(bench.table.is_nat_dest(Protocol::Sctp, ServiceBench::key(1)));
}

TEST_CASE("replies are expected for as long as conns may live", "[nat]") {
  Site site;
  soft::Dest& dest = site.r(1);
  site.table.bind(dest, soft::ConnKind::Active);
  SECTION("after the dest was edited to DR") { site.edit(ForwardMethod::Dr); }
  SECTION("after the dest was removed") {
    REQUIRE(site.table.delete_dest(site.v, ServiceBench::key(1)));
  }
  SECTION("after the service was deleted") { REQUIRE(site.table.delete_service(site.v)); }
  CHECK(site.table.has_nat_dest_address(ip("192.168.1.1")));
  CHECK_FALSE(site.table.is_nat_dest(Protocol::Tcp, ServiceBench::key(1)));
  const bool is_removed = !dest.is_available();
  site.table.unbind(dest, soft::ConnKind::Active);
  site.table.advance(1000s);
  if (is_removed) CHECK_FALSE(site.table.has_nat_dest_address(ip("192.168.1.1")));
}

TEST_CASE("an endpoint of two services stays while one of them has it", "[nat]") {
  Site site;
  const nicvs::ServiceKey other = service_key("10.0.0.1", 81);
  REQUIRE(site.table.add_service({.key = other}));
  REQUIRE(site.table.add_dest(other, ServiceBench::spec(1)));
  REQUIRE(site.table.delete_dest(site.v, ServiceBench::key(1)));
  CHECK(site.table.is_nat_dest(Protocol::Tcp, ServiceBench::key(1)));
  REQUIRE(site.table.delete_dest(other, ServiceBench::key(1)));
  CHECK_FALSE(site.table.is_nat_dest(Protocol::Tcp, ServiceBench::key(1)));
}

TEST_CASE("the steering shows services, marks in use and NAT dests", "[steering]") {
  Site site;
  REQUIRE(site.table.add_service({.key = {.fwmark = 3}}));
  REQUIRE(site.table.add_dest({.fwmark = 3}, ServiceBench::spec(1)));
  REQUIRE(site.table.add_dest(site.v, {.key = ServiceBench::key(2), .method = ForwardMethod::Dr}));
  REQUIRE(
      site.classifier.set_rules({{.dst = *nicvs::IpPrefix::parse("10.1.0.0/16"), .mark = 3},
                                 {.dst = *nicvs::IpPrefix::parse("10.2.0.0/16"), .mark = 4},
                                 {.dst = *nicvs::IpPrefix::parse("2001:db8::/32"), .mark = 3}}));
  CHECK(site.steering() ==
        "10.0.0.1:80/tcp\n"
        "10.1.0.0/16 mark 3\n"
        "from 192.168.1.1:8080 protocol 0\n"
        "from 192.168.1.1:8080 protocol 6\n");
}

TEST_CASE("the generation changes with the steering", "[steering]") {
  Site site;
  const std::uint64_t before = site.generation();
  site.set_weight(1, 0);
  CHECK(site.generation() == before);
  SECTION("service added") {
    REQUIRE(site.table.add_service({.key = service_key("10.0.0.2", 80)}));
  }
  SECTION("service deleted") { REQUIRE(site.table.delete_service(site.v)); }
  SECTION("NAT dest added") { REQUIRE(site.table.add_dest(site.v, ServiceBench::spec(2))); }
  SECTION("NAT dest removed") { REQUIRE(site.table.delete_dest(site.v, ServiceBench::key(1))); }
  SECTION("dest edited to DR") { site.edit(ForwardMethod::Dr); }
  SECTION("mark rules") { REQUIRE(site.classifier.set_rules({})); }
  CHECK(site.generation() != before);
}
