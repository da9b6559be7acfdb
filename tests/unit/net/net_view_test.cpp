// SPDX-License-Identifier: Apache-2.0
#include "fallback/net/net_view.hpp"

#include <catch2/catch.hpp>

#include "fallback/net/wanted_neighbours.hpp"

using namespace nicvs;
using namespace nicvs::soft;

namespace {

IpAddress ip(const char* text) { return IpAddress::parse(text).value(); }
IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }

constexpr PortId kCli = 1;
constexpr PortId kSrv = 2;
constexpr PortId kLo = 3;
const Mac kCliMac = *parse_mac("02:00:00:00:00:01");
const Mac kSrvMac = *parse_mac("02:00:00:00:00:02");
const Mac kGatewayMac = *parse_mac("02:00:00:00:01:01");
const Mac kDestMac = *parse_mac("02:00:00:00:02:01");

void connect(NetView& view, PortId port, const char* address, const char* network) {
  view.add_address({port, prefix(network), ip(address)});
  if (prefix(network).length < IpAddress::bits_of(prefix(network).address.family)) {
    view.add_route({prefix(network), port});
  }
}

// Clients behind a gateway on cli, dests directly on srv, in both families.
NetView two_ports() {
  NetView view;
  view.set_port({kCli, "cli", kCliMac, 1500, true, false});
  view.set_port({kSrv, "srv", kSrvMac, 9000, true, false});
  connect(view, kCli, "203.0.113.254", "203.0.113.0/24");
  connect(view, kCli, "10.0.0.100", "10.0.0.100/32");
  connect(view, kSrv, "192.168.1.254", "192.168.1.0/24");
  connect(view, kCli, "2001:db8:1::254", "2001:db8:1::/64");
  connect(view, kSrv, "2001:db8:2::254", "2001:db8:2::/64");
  view.add_route({prefix("0.0.0.0/0"), kCli, ip("203.0.113.1")});
  view.add_route({prefix("::/0"), kCli, ip("2001:db8:1::1")});
  view.set_neighbour({kCli, ip("203.0.113.1"), kGatewayMac});
  view.set_neighbour({kSrv, ip("192.168.1.1"), kDestMac});
  view.set_neighbour({kSrv, ip("2001:db8:2::1"), kDestMac});
  return view;
}

}  // namespace

TEST_CASE("a destination is reached directly, through a gateway, locally or not at all", "[net]") {
  NetView view = two_ports();
  view.add_route({.dst = prefix("198.51.100.0/24"), .is_unreachable = true});
  struct Case {
    const char* destination;
    HopKind kind;
    PortId port;
    const char* neighbour;
    dp::Reason blocked;
  };
  const auto c = GENERATE(values<Case>({
      {"192.168.1.1", HopKind::Direct, kSrv, "192.168.1.1", dp::Reason::None},
      {"192.168.1.2", HopKind::Direct, kSrv, "192.168.1.2", dp::Reason::NoNeighbour},
      {"8.8.8.8", HopKind::Gateway, kCli, "203.0.113.1", dp::Reason::None},
      {"2001:db8:2::1", HopKind::Direct, kSrv, "2001:db8:2::1", dp::Reason::None},
      {"2001:db8:9::1", HopKind::Gateway, kCli, "2001:db8:1::1", dp::Reason::NoNeighbour},
      {"10.0.0.100", HopKind::Local, kCli, "0.0.0.0", dp::Reason::None},
      {"127.0.0.1", HopKind::Local, 0, "0.0.0.0", dp::Reason::None},
      {"::1", HopKind::Local, 0, "0.0.0.0", dp::Reason::None},
      {"198.51.100.7", HopKind::Unreachable, 0, "0.0.0.0", dp::Reason::NoRoute},
      {"224.0.0.81", HopKind::Unreachable, 0, "0.0.0.0", dp::Reason::NoRoute},
      {"255.255.255.255", HopKind::Unreachable, 0, "0.0.0.0", dp::Reason::NoRoute},
      {"ff02::1", HopKind::Unreachable, 0, "0.0.0.0", dp::Reason::NoRoute},
  }));
  DYNAMIC_SECTION(c.destination) {
    const NextHop hop = view.next_hop(ip(c.destination));
    CHECK(hop.kind == c.kind);
    CHECK(hop.port == c.port);
    CHECK(hop.neighbour.to_string() == c.neighbour);
    CHECK(hop.blocked() == c.blocked);
  }
}

TEST_CASE("a usable hop names both MACs and the MTU", "[net]") {
  NetView view = two_ports();
  NextHop hop = view.next_hop(ip("192.168.1.1"));
  CHECK(hop.port_mac == kSrvMac);
  CHECK(hop.neighbour_mac == kDestMac);
  CHECK(hop.mtu == 9000);
  view.add_route({.dst = prefix("192.168.1.1/32"), .port = kSrv, .mtu = 1400});
  CHECK(view.next_hop(ip("192.168.1.1")).mtu == 1400);
}

TEST_CASE("the longest prefix wins, then the lowest metric, and removal uncovers the next",
          "[net][route]") {
  NetView view = two_ports();
  const Route far{
      .dst = prefix("8.8.0.0/16"), .port = kSrv, .gateway = ip("192.168.1.9"), .metric = 20};
  Route near = far;
  near.gateway = ip("192.168.1.8");
  near.metric = 10;
  const auto gateway = [&] { return view.next_hop(ip("8.8.8.8")).neighbour.to_string(); };
  view.add_route(far);
  CHECK(gateway() == "192.168.1.9");
  view.add_route(near);
  CHECK(gateway() == "192.168.1.8");
  view.add_route({.dst = prefix("8.8.8.8/32"), .port = kSrv});
  CHECK(gateway() == "8.8.8.8");
  view.remove_route({.dst = prefix("8.8.8.8/32"), .port = kSrv});
  view.remove_route(near);
  CHECK(gateway() == "192.168.1.9");
  view.remove_route(far);
  CHECK(gateway() == "203.0.113.1");
}

TEST_CASE("a port that is down or gone blocks its hops", "[net]") {
  NetView view = two_ports();
  view.set_port({kSrv, "srv", kSrvMac, 1500, false, false});
  CHECK(view.next_hop(ip("192.168.1.1")).blocked() == dp::Reason::PortDown);
  view.remove_port(kSrv);
  CHECK(view.next_hop(ip("192.168.1.1")).port == kCli);
  CHECK_FALSE(view.is_local(ip("192.168.1.254")));
  CHECK(view.is_local(ip("10.0.0.100")));
  CHECK(view.port(kSrv) == nullptr);
}

TEST_CASE("an address stays local while one port has it", "[net]") {
  NetView view = two_ports();
  view.set_port({kLo, "lo", {}, 65536, true, true});
  const PortAddress on_lo{kLo, prefix("10.0.0.100/32"), ip("10.0.0.100")};
  view.add_address(on_lo);
  view.remove_address({kCli, prefix("10.0.0.100/32"), ip("10.0.0.100")});
  CHECK(view.next_hop(ip("10.0.0.100")).port == kLo);
  view.remove_address(on_lo);
  CHECK_FALSE(view.is_local(ip("10.0.0.100")));
}

TEST_CASE("a route to a loopback port is local", "[net]") {
  NetView view = two_ports();
  view.set_port({kLo, "lo", {}, 65536, true, true});
  view.add_route({prefix("10.9.0.0/16"), kLo});
  CHECK(view.next_hop(ip("10.9.1.1")).kind == HopKind::Local);
}

TEST_CASE("the source address is the preferred one, else the one that fits", "[net][source]") {
  NetView view = two_ports();
  view.add_address({kSrv, prefix("172.16.0.0/16"), ip("172.16.0.254")});
  view.add_route({prefix("172.16.0.0/16"), kSrv});
  view.add_route({.dst = prefix("198.18.0.0/15"),
                  .port = kSrv,
                  .gateway = ip("172.16.0.1"),
                  .preferred_source = ip("10.0.0.100")});
  view.add_address({kSrv, prefix("fe80::/64"), ip("fe80::2")});
  view.add_route({prefix("fe80::/64"), kSrv});
  struct Case {
    const char* destination;
    const char* source;
  };
  const auto c = GENERATE(values<Case>({
      {"192.168.1.1", "192.168.1.254"},
      {"172.16.5.5", "172.16.0.254"},
      {"198.18.0.1", "10.0.0.100"},
      {"8.8.8.8", "203.0.113.254"},
      {"10.0.0.100", "10.0.0.100"},
      {"2001:db8:2::1", "2001:db8:2::254"},
      {"fe80::77", "fe80::2"},
      {"2001:db8:9::1", "2001:db8:1::254"},
  }));
  DYNAMIC_SECTION(c.destination) {
    const IpAddress destination = ip(c.destination);
    const auto source = view.source_for(view.next_hop(destination), destination);
    REQUIRE(source);
    CHECK(source->to_string() == c.source);
  }
}

TEST_CASE("an unnumbered port borrows another port's address as source", "[net][source]") {
  NetView view;
  view.set_port({kCli, "cli", kCliMac, 1500, true, false});
  view.add_route({prefix("0.0.0.0/0"), kCli});
  CHECK_FALSE(view.source_for(view.next_hop(ip("1.1.1.1")), ip("1.1.1.1")));
  CHECK_FALSE(view.address_of(kCli, Family::Ipv4));
  view.set_port({kSrv, "srv", kSrvMac, 1500, true, false});
  connect(view, kSrv, "192.168.1.254", "192.168.1.0/24");
  CHECK(view.source_for(view.next_hop(ip("1.1.1.1")), ip("1.1.1.1")) == ip("192.168.1.254"));
  CHECK(view.address_of(kSrv, Family::Ipv4) == ip("192.168.1.254"));
}

TEST_CASE("the generation moves with changes and only with changes", "[net]") {
  NetView view = two_ports();
  const auto before = view.generation();
  view.set_neighbour({kSrv, ip("192.168.1.1"), kDestMac});
  view.add_route({prefix("192.168.1.0/24"), kSrv});
  view.remove_neighbour(kSrv, ip("192.168.1.77"));
  CHECK(view.generation() == before);
  view.set_neighbour({kSrv, ip("192.168.1.1"), kGatewayMac});
  CHECK(view.generation() > before);
  CHECK(view.next_hop(ip("192.168.1.1")).neighbour_mac == kGatewayMac);
  view.remove_neighbour(kSrv, ip("192.168.1.1"));
  CHECK(view.next_hop(ip("192.168.1.1")).blocked() == dp::Reason::NoNeighbour);
}

TEST_CASE("wanted neighbours are remembered once and up to a limit", "[net][wanted]") {
  WantedNeighbours wanted;
  std::vector<NetSink::Wanted> taken;
  for (int round = 0; round < 3; ++round) {
    for (std::uint32_t i = 0; i < 2 * WantedNeighbours::kLimit; ++i) {
      wanted.add(kSrv, IpAddress::v4(0x0a000001 + i * 256));
    }
  }
  wanted.take(taken);
  REQUIRE(taken.size() == WantedNeighbours::kLimit);
  CHECK(taken.back().address == IpAddress::v4(0x0a000001 + (WantedNeighbours::kLimit - 1) * 256));
  wanted.add(kCli, ip("2001:db8::1"));
  wanted.add(kSrv, ip("2001:db8::1"));
  wanted.add(kSrv, ip("2001:db8::1"));
  taken.clear();
  wanted.take(taken);
  CHECK(taken.size() == 2);
}
