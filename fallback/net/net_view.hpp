// SPDX-License-Identifier: Apache-2.0
// Where a frame goes: ports, addresses, routes and neighbours, as the workers read them.
//
//   view.set_port({.id = 1, .name = "srv", .mac = mac});
//   view.add_address({1, *IpPrefix::parse("192.168.1.0/24"), *IpAddress::parse("192.168.1.254")});
//   view.add_route({*IpPrefix::parse("192.168.1.0/24"), 1});
//   const NextHop hop = view.next_hop(dest);
//   if (hop.blocked() != dp::Reason::None) ...
//
// The functions named as in NetSink do what NetSink says. Connected networks need a Route of their
// own, as the kernel's tables have one. Not thread-safe: writes exclude reads (the engine's gate).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fallback/net/flat_map.hpp"
#include "nicvs/dp/verdict.hpp"
#include "nicvs/net.hpp"

namespace nicvs::soft {

enum class HopKind : std::uint8_t {
  Unreachable,  // no route, or one that says so; also multicast and broadcast destinations
  Local,        // an address of the director, or routed to a loopback port
  Direct,       // the destination itself is the neighbour
  Gateway,
};

struct NextHop {
  HopKind kind = HopKind::Unreachable;
  bool is_port_up = false;
  bool has_neighbour = false;  // neighbour_mac is known
  PortId port = 0;
  std::uint32_t mtu = 0;  // bytes of layer 3
  Mac port_mac{};
  Mac neighbour_mac{};
  IpAddress neighbour;           // whose MAC is needed: the destination or the gateway
  const Route* route = nullptr;  // valid until the view changes; null if local or without a route

  // Why a frame cannot be sent there now; None if it can, and for local hops.
  dp::Reason blocked() const;
};

inline dp::Reason NextHop::blocked() const {
  switch (kind) {
    case HopKind::Unreachable:
      return dp::Reason::NoRoute;
    case HopKind::Local:
      return dp::Reason::None;
    case HopKind::Direct:
    case HopKind::Gateway:
      break;
  }
  if (!is_port_up) return dp::Reason::PortDown;
  return has_neighbour ? dp::Reason::None : dp::Reason::NoNeighbour;
}

class NetView {
 public:
  void set_port(const Port& port);
  void remove_port(PortId port);
  void add_address(const PortAddress& address);
  void remove_address(const PortAddress& address);
  void add_route(const Route& route);
  void remove_route(const Route& route);
  void set_neighbour(const Neighbour& neighbour);
  void remove_neighbour(PortId port, const IpAddress& address);

  // Longest prefix, then lowest metric. Allocates nothing.
  NextHop next_hop(const IpAddress& destination) const;

  bool is_local(const IpAddress& address) const;

  // nullptr if there is no such port.
  const Port* port(PortId id) const { return ports_.find(id); }

  // The source address of a packet that the director itself sends by this hop: the route's
  // preferred source, else the port's address in the neighbour's network (IPv6: with the longest
  // common prefix, RFC 6724 rule 8), else the port's first, else any other port's. nullopt if there
  // is none of the destination's family. Reads every address of the port: keep the result where
  // packets need it.
  std::optional<IpAddress> source_for(const NextHop& hop, const IpAddress& destination) const;

  // The first address of the family on the port.
  std::optional<IpAddress> address_of(PortId port, Family family) const;

  const std::vector<PortAddress>& addresses() const { return addresses_; }

  // Grows with every change; a cached NextHop is good while it stays the same.
  std::uint64_t generation() const { return generation_; }

 private:
  struct AddressHash {
    std::size_t operator()(const IpAddress& address) const;
  };
  struct NeighbourKey {
    PortId port;
    IpAddress address;
    friend bool operator==(const NeighbourKey&, const NeighbourKey&) = default;
  };
  struct NeighbourHash {
    std::size_t operator()(const NeighbourKey& key) const;
  };
  struct PortHash {
    std::size_t operator()(PortId id) const { return id; }
  };
  // All routes of one family and prefix length; routes of one prefix by metric.
  struct LengthTable {
    unsigned length;
    FlatMap<IpAddress, std::vector<Route>, AddressHash> routes;
  };

  std::vector<LengthTable>& tables(Family family) {
    return tables_[static_cast<std::size_t>(family)];
  }
  const Route* find_route(const IpAddress& destination) const;
  NextHop local_hop(PortId port) const;

  FlatMap<PortId, Port, PortHash> ports_;
  std::vector<PortAddress> addresses_;
  FlatMap<IpAddress, PortId, AddressHash> local_;
  std::array<std::vector<LengthTable>, 2> tables_;  // by Family; longest prefix first
  FlatMap<NeighbourKey, Mac, NeighbourHash> neighbours_;
  std::uint64_t generation_ = 1;
};

}  // namespace nicvs::soft
