// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstring>

#include "fallback/xdp/steer_abi.h"
#include "fallback/xdp/steering_tables.hpp"

namespace nicvs::test {
namespace {

using soft::encode;
using soft::SoftDataPlane;
using soft::SteeringTable;
using namespace std::string_literals;

IpAddress ip(const char* text) { return *IpAddress::parse(text); }
IpPrefix prefix(const char* text) { return *IpPrefix::parse(text); }

ServiceKey service(const char* address, std::uint16_t port, Protocol protocol = Protocol::Tcp) {
  const IpAddress vip = ip(address);
  return {.family = vip.family, .protocol = protocol, .address = vip, .port = port};
}

const std::string kVip4 = "\x0a\x00\x00\x64"s + std::string(12, '\0');

std::uint32_t roles_of_only(const SteeringTable& addresses) {
  REQUIRE(addresses.size() == 1);
  std::uint32_t roles = 0;
  std::memcpy(&roles, addresses.begin()->second.data(), sizeof roles);
  return roles;
}

// The ranges behind a prefix, as "protocol:first-last ...".
std::string ranges_of(const SteeringTable& table, std::uint32_t bits) {
  for (const auto& [key, value] : table) {
    steer_prefix of{};
    steer_ranges ranges{};
    std::memcpy(&of, key.data(), sizeof of);
    std::memcpy(&ranges, value.data(), sizeof ranges);
    if (of.bits != bits) continue;
    std::string text;
    for (const steer_range& range : ranges.range) {
      if (range.used == 0) continue;
      text += std::to_string(range.protocol) + ":" + std::to_string(range.first) + "-" +
              std::to_string(range.last) + " ";
    }
    return text;
  }
  return "none";
}

}  // namespace

TEST_CASE("a service becomes its endpoint and its address's roles", "[steering]") {
  const auto tables = encode({.services = {service("10.0.0.100", 80)}});
  REQUIRE(tables.services.size() == 1);
  REQUIRE(tables.services.begin()->first == kVip4 + "\x00\x50\x06\x04"s);
  REQUIRE(tables.addresses.begin()->first == kVip4 + "\x04\x00\x00\x00"s);
  REQUIRE(roles_of_only(tables.addresses) == STEER_VIP);
}

TEST_CASE("IPv6 addresses keep all their bytes", "[steering]") {
  const auto tables = encode({.services = {service("2001:db8::1", 53, Protocol::Udp)}});
  REQUIRE(tables.services.begin()->first ==
          "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01\x00\x35\x11\x06"s);
}

TEST_CASE("roles of one address add up", "[steering]") {
  SECTION("port 0 asks for a second look-up") {
    const auto tables = encode({.services = {service("10.0.0.100", 80), service("10.0.0.100", 0)}});
    REQUIRE(tables.services.size() == 2);
    REQUIRE(roles_of_only(tables.addresses) == (STEER_VIP | STEER_VIP_ANY_PORT));
  }
  SECTION("FTP's data ports belong to its service") {
    REQUIRE(roles_of_only(encode({.services = {service("10.0.0.100", 21)}}).addresses) ==
            (STEER_VIP | STEER_VIP_FTP));
    REQUIRE(
        roles_of_only(encode({.services = {service("10.0.0.100", 21, Protocol::Udp)}}).addresses) ==
        STEER_VIP);
  }
  SECTION("ICMP errors about datagrams to a GUE dest are asked for") {
    REQUIRE(roles_of_only(encode({.gue_dests = {ip("10.0.0.100")}}).addresses) == STEER_GUE_DEST);
  }
  SECTION("a VIP that is a dest of another service, too") {
    const auto tables = encode({.services = {service("10.0.0.100", 80)},
                                .nat_dests = {{Protocol::Tcp, {ip("10.0.0.100"), 0}}}});
    REQUIRE(roles_of_only(tables.addresses) ==
            (STEER_VIP | STEER_NAT_DEST | STEER_NAT_DEST_ANY_PORT));
  }
}

TEST_CASE("fwmark services are steered by their rules only", "[steering]") {
  ServiceKey marked;
  marked.fwmark = 7;
  REQUIRE(encode({.services = {marked}}) == soft::SteeringTables());
}

TEST_CASE("the longest prefix carries the rules of the shorter ones", "[steering]") {
  const std::vector<MarkRule> rules = {
      {.protocol = Protocol::Tcp, .dst = prefix("10.0.0.0/8"), .first_port = 80, .last_port = 443},
      {.protocol = Protocol::Udp,
       .dst = prefix("10.0.0.100/32"),
       .first_port = 53,
       .last_port = 53},
      {.dst = prefix("192.0.2.0/24")}};
  const auto tables = encode({.mark_rules = rules});
  REQUIRE(tables.mark_prefixes.size() == 3);
  REQUIRE(ranges_of(tables.mark_prefixes, 8 + 8) == "6:80-443 ");
  REQUIRE(ranges_of(tables.mark_prefixes, 8 + 32) == "6:80-443 17:53-53 ");
  REQUIRE(ranges_of(tables.mark_prefixes, 8 + 24) == "0:0-65535 ");
}

TEST_CASE("more rules than a prefix can carry steer all of it", "[steering]") {
  std::vector<MarkRule> rules;
  for (std::uint16_t i = 0; i < STEER_RANGES; ++i) {
    rules.push_back(
        {.protocol = Protocol::Tcp, .dst = prefix("10.0.0.0/8"), .first_port = i, .last_port = i});
  }
  REQUIRE(ranges_of(encode({.mark_rules = rules}).mark_prefixes, 16).size() > 40);
  rules.push_back({.dst = prefix("0.0.0.0/0"), .first_port = 9, .last_port = 9});
  const auto tables = encode({.mark_rules = rules});
  REQUIRE(ranges_of(tables.mark_prefixes, 16) == "0:0-65535 ");
  REQUIRE(ranges_of(tables.mark_prefixes, 8) == "0:9-9 ");
}

}  // namespace nicvs::test
