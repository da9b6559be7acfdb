// SPDX-License-Identifier: Apache-2.0
#include "host/netlink/net_state.hpp"

#include <tuple>
#include <vector>

namespace nicvs::netlink {
namespace {

bool is_same(const Port& a, const Port& b) {
  return a.name == b.name && a.mac == b.mac && a.mtu == b.mtu && a.is_up == b.is_up &&
         a.is_loopback == b.is_loopback;
}

// The elements of a that b lacks.
template <class Set>
std::vector<typename Set::value_type> only_in(const Set& a, const Set& b) {
  std::vector<typename Set::value_type> elements;
  for (const auto& element : a) {
    if (!b.contains(element)) elements.push_back(element);
  }
  return elements;
}

}  // namespace

bool AddressOrder::operator()(const PortAddress& a, const PortAddress& b) const {
  return std::tie(a.port, a.address, a.prefix.address, a.prefix.length) <
         std::tie(b.port, b.address, b.prefix.address, b.prefix.length);
}

bool RouteOrder::operator()(const Route& a, const Route& b) const {
  return std::tie(a.dst.address, a.dst.length, a.metric, a.port, a.gateway, a.preferred_source,
                  a.mtu, a.is_unreachable) < std::tie(b.dst.address, b.dst.length, b.metric, b.port,
                                                      b.gateway, b.preferred_source, b.mtu,
                                                      b.is_unreachable);
}

void NetState::apply(const NetChange& change, NetSink& sink) {
  if (change.is_replacement) remove_replaced(std::get<Route>(change.object), sink);
  std::visit(
      [&](const auto& object) {
        change.kind == ChangeKind::Set ? set(object, sink) : remove(object, sink);
      },
      change.object);
}

void NetState::become(const NetState& wanted, NetSink& sink) {
  for (const auto& address : only_in(addresses_, wanted.addresses_)) remove(address, sink);
  for (const auto& route : only_in(routes_, wanted.routes_)) remove(route, sink);
  const auto neighbours = neighbours_;
  for (const auto& [key, mac] : neighbours) {
    if (!wanted.neighbours_.contains(key)) remove(Neighbour{key.first, key.second, mac}, sink);
  }
  const auto ports = ports_;
  for (const auto& [id, port] : ports) {
    if (!wanted.ports_.contains(id)) remove(port, sink);
  }
  for (const auto& [id, port] : wanted.ports_) set(port, sink);
  for (const auto& address : wanted.addresses_) set(address, sink);
  for (const auto& route : wanted.routes_) set(route, sink);
  for (const auto& [key, mac] : wanted.neighbours_) {
    set(Neighbour{key.first, key.second, mac}, sink);
  }
}

const Port* NetState::port(PortId id) const {
  const auto it = ports_.find(id);
  return it == ports_.end() ? nullptr : &it->second;
}

void NetState::set(const Port& port, NetSink& sink) {
  const auto [it, is_new] = ports_.try_emplace(port.id, port);
  if (!is_new && is_same(it->second, port)) return;
  it->second = port;
  sink.set_port(port);
}

void NetState::set(const PortAddress& address, NetSink& sink) {
  if (addresses_.insert(address).second) sink.add_address(address);
}

void NetState::set(const Route& route, NetSink& sink) {
  if (routes_.insert(route).second) sink.add_route(route);
}

void NetState::set(const Neighbour& neighbour, NetSink& sink) {
  const auto [it, is_new] =
      neighbours_.try_emplace({neighbour.port, neighbour.address}, neighbour.mac);
  if (!is_new && it->second == neighbour.mac) return;
  it->second = neighbour.mac;
  sink.set_neighbour(neighbour);
}

void NetState::remove(const Port& port, NetSink& sink) {
  if (ports_.erase(port.id) == 0) return;
  std::erase_if(addresses_, [&](const PortAddress& address) { return address.port == port.id; });
  std::erase_if(routes_, [&](const Route& route) { return route.port == port.id; });
  std::erase_if(neighbours_, [&](const auto& entry) { return entry.first.first == port.id; });
  sink.remove_port(port.id);
}

void NetState::remove(const PortAddress& address, NetSink& sink) {
  if (addresses_.erase(address) > 0) sink.remove_address(address);
}

void NetState::remove(const Route& route, NetSink& sink) {
  if (routes_.erase(route) > 0) sink.remove_route(route);
}

void NetState::remove(const Neighbour& neighbour, NetSink& sink) {
  if (neighbours_.erase({neighbour.port, neighbour.address}) > 0) {
    sink.remove_neighbour(neighbour.port, neighbour.address);
  }
}

void NetState::remove_replaced(const Route& by, NetSink& sink) {
  std::vector<Route> replaced;
  for (const Route& route : routes_) {
    if (route.dst == by.dst && route.metric == by.metric) replaced.push_back(route);
  }
  for (const Route& route : replaced) remove(route, sink);
}

}  // namespace nicvs::netlink
