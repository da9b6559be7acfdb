// SPDX-License-Identifier: Apache-2.0
#include "fallback/net/net_view.hpp"

#include <algorithm>
#include <bit>

#include "fallback/net/address_hash.hpp"

namespace nicvs::soft {
namespace {

bool is_loopback(const IpAddress& address) {
  const auto& word = address.value.word;
  if (address.family == Family::Ipv4) return word[0] >> 24 == 127;
  return word[0] == 0 && word[1] == 0 && word[2] == 0 && word[3] == 1;
}

bool is_unicast(const IpAddress& address) {
  const std::uint32_t first = address.value.word[0];
  if (address.family == Family::Ipv6) return first >> 24 != 0xff;
  return first >> 28 != 0xe && first != 0xffffffff && first != 0;
}

bool is_link_local(const IpAddress& address) {
  return address.family == Family::Ipv6 && address.value.word[0] >> 22 == 0xfe80U >> 6;
}

unsigned common_prefix(const IpAddress& a, const IpAddress& b) {
  unsigned length = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const int same = std::countl_zero(a.value.word[i] ^ b.value.word[i]);
    length += static_cast<unsigned>(same);
    if (same < 32) break;
  }
  return length;
}

// How well an address serves as the source towards the neighbour; the highest wins, the first among
// equals. IPv4: is it in the neighbour's network; IPv6: RFC 6724 rules 2 (scope) and 8.
unsigned fitness(const PortAddress& candidate, const IpAddress& neighbour) {
  if (neighbour.family == Family::Ipv4) {
    return candidate.prefix.contains(neighbour) && candidate.prefix.length < 32 ? 1 : 0;
  }
  const bool same_scope = is_link_local(candidate.address) == is_link_local(neighbour);
  return (same_scope ? 256 : 0) + common_prefix(candidate.address, neighbour);
}

}  // namespace

std::size_t NetView::AddressHash::operator()(const IpAddress& address) const {
  return address_hash(address);
}

std::size_t NetView::NeighbourHash::operator()(const NeighbourKey& key) const {
  return address_hash(key.address) + key.port;
}

void NetView::set_port(const Port& port) {
  ports_[port.id] = port;
  ++generation_;
}

void NetView::remove_port(PortId port) {
  ++generation_;
  ports_.erase(port);
  neighbours_.erase_if([&](const NeighbourKey& key, const Mac&) { return key.port == port; });
  for (auto& family : tables_) {
    for (LengthTable& table : family) {
      table.routes.erase_if([&](const IpAddress&, std::vector<Route>& routes) {
        std::erase_if(routes, [&](const Route& route) { return route.port == port; });
        return routes.empty();
      });
    }
    std::erase_if(family, [](const LengthTable& table) { return table.routes.size() == 0; });
  }
  const std::vector<PortAddress> before = addresses_;
  for (const PortAddress& address : before) {
    if (address.port == port) remove_address(address);
  }
}

void NetView::add_address(const PortAddress& address) {
  if (std::find(addresses_.begin(), addresses_.end(), address) != addresses_.end()) return;
  addresses_.push_back(address);
  local_[address.address] = address.port;
  ++generation_;
}

void NetView::remove_address(const PortAddress& address) {
  if (std::erase(addresses_, address) == 0) return;
  local_.erase(address.address);
  for (const PortAddress& other : addresses_) {
    if (other.address == address.address) local_[other.address] = other.port;
  }
  ++generation_;
}

void NetView::add_route(const Route& route) {
  auto& family = tables(route.dst.address.family);
  const unsigned length = route.dst.length;
  auto table = std::find_if(family.begin(), family.end(),
                            [&](const LengthTable& t) { return t.length <= length; });
  if (table == family.end() || table->length != length) {
    table = family.insert(table, LengthTable{length, {}});
  }
  auto& routes = table->routes[route.dst.address];
  if (std::find(routes.begin(), routes.end(), route) != routes.end()) return;
  const auto at =
      std::upper_bound(routes.begin(), routes.end(), route.metric,
                       [](std::uint32_t metric, const Route& r) { return metric < r.metric; });
  routes.insert(at, route);
  ++generation_;
}

void NetView::remove_route(const Route& route) {
  auto& family = tables(route.dst.address.family);
  for (LengthTable& table : family) {
    if (table.length != route.dst.length) continue;
    auto* routes = table.routes.find(route.dst.address);
    if (routes == nullptr || std::erase(*routes, route) == 0) return;
    if (routes->empty()) table.routes.erase(route.dst.address);
    ++generation_;
  }
  std::erase_if(family, [](const LengthTable& table) { return table.routes.size() == 0; });
}

void NetView::set_neighbour(const Neighbour& neighbour) {
  const NeighbourKey key{neighbour.port, neighbour.address};
  const Mac* present = neighbours_.find(key);
  if (present != nullptr && *present == neighbour.mac) return;
  neighbours_[key] = neighbour.mac;
  ++generation_;
}

void NetView::remove_neighbour(PortId port, const IpAddress& address) {
  if (neighbours_.erase({port, address})) ++generation_;
}

bool NetView::is_local(const IpAddress& address) const {
  return is_loopback(address) || local_.find(address) != nullptr;
}

const Route* NetView::find_route(const IpAddress& destination) const {
  for (const LengthTable& table : tables_[static_cast<std::size_t>(destination.family)]) {
    const auto* routes = table.routes.find(masked(destination, table.length));
    if (routes != nullptr) return &routes->front();
  }
  return nullptr;
}

NextHop NetView::local_hop(PortId port_id) const {
  NextHop hop;
  hop.kind = HopKind::Local;
  hop.port = port_id;
  if (const Port* entry = port(port_id)) {
    hop.is_port_up = entry->is_up;
    hop.mtu = entry->mtu;
    hop.port_mac = entry->mac;
  }
  return hop;
}

NextHop NetView::next_hop(const IpAddress& destination) const {
  if (const PortId* owner = local_.find(destination)) return local_hop(*owner);
  if (is_loopback(destination)) return local_hop(0);
  NextHop hop;
  if (!is_unicast(destination)) return hop;
  const Route* route = find_route(destination);
  if (route == nullptr || route->is_unreachable) return hop;
  const Port* out = port(route->port);
  if (out != nullptr && out->is_loopback) return local_hop(route->port);

  hop.route = route;
  hop.kind = route->gateway ? HopKind::Gateway : HopKind::Direct;
  hop.neighbour = route->gateway.value_or(destination);
  hop.port = route->port;
  if (out == nullptr) return hop;
  hop.is_port_up = out->is_up;
  hop.port_mac = out->mac;
  hop.mtu = route->mtu != 0 ? route->mtu : out->mtu;
  if (const Mac* mac = neighbours_.find({route->port, hop.neighbour})) {
    hop.has_neighbour = true;
    hop.neighbour_mac = *mac;
  }
  return hop;
}

std::optional<IpAddress> NetView::source_for(const NextHop& hop,
                                             const IpAddress& destination) const {
  if (hop.kind == HopKind::Local) return destination;
  if (hop.route != nullptr && hop.route->preferred_source &&
      hop.route->preferred_source->family == destination.family) {
    return hop.route->preferred_source;
  }
  const IpAddress& target =
      hop.neighbour.family == destination.family ? hop.neighbour : destination;
  const PortAddress* best = nullptr;
  unsigned best_fitness = 0;
  for (const PortAddress& candidate : addresses_) {
    if (candidate.address.family != destination.family || is_loopback(candidate.address)) continue;
    const unsigned here = candidate.port == hop.port ? 1024 : 0;
    const unsigned fits = 1 + here + (here != 0 ? fitness(candidate, target) : 0);
    if (fits <= best_fitness) continue;
    best = &candidate;
    best_fitness = fits;
  }
  return best == nullptr ? std::nullopt : std::optional<IpAddress>(best->address);
}

std::optional<IpAddress> NetView::address_of(PortId port_id, Family family) const {
  for (const PortAddress& candidate : addresses_) {
    if (candidate.port == port_id && candidate.address.family == family) return candidate.address;
  }
  return std::nullopt;
}

}  // namespace nicvs::soft
