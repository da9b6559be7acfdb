// SPDX-License-Identifier: Apache-2.0
// What a NetSink has been told, so that it hears of differences only.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "host/netlink/net_messages.hpp"

namespace nicvs::netlink {

struct AddressOrder {
  bool operator()(const PortAddress& a, const PortAddress& b) const;
};
struct RouteOrder {
  bool operator()(const Route& a, const Route& b) const;
};

class NetState {
 public:
  // Takes the change over and tells the sink, unless it is nothing new.
  void apply(const NetChange& change, NetSink& sink);
  // Takes `wanted` over and tells the sink what differs.
  void become(const NetState& wanted, NetSink& sink);

  // Null if unknown.
  const Port* port(PortId id) const;

 private:
  void set(const Port& port, NetSink& sink);
  void set(const PortAddress& address, NetSink& sink);
  void set(const Route& route, NetSink& sink);
  void set(const Neighbour& neighbour, NetSink& sink);
  void remove(const Port& port, NetSink& sink);
  void remove(const PortAddress& address, NetSink& sink);
  void remove(const Route& route, NetSink& sink);
  void remove(const Neighbour& neighbour, NetSink& sink);
  void remove_replaced(const Route& by, NetSink& sink);

  std::map<PortId, Port> ports_;
  std::set<PortAddress, AddressOrder> addresses_;
  std::set<Route, RouteOrder> routes_;
  std::map<std::pair<PortId, IpAddress>, Mac> neighbours_;
};

}  // namespace nicvs::netlink
