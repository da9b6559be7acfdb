// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/service.hpp"

namespace nicvs::soft {

dp::Address Service::persistence_network(const dp::Address& client) const {
  if (spec_.key.family == Family::Ipv4) {
    return dp::ipv4_address(client.word[0] & spec_.persistence_mask);
  }
  return masked({Family::Ipv6, client}, spec_.persistence_mask).value;
}

Dest* Service::find_dest(const DestKey& key) const {
  for (Dest& dest : dests_) {
    if (dest.key() == key) return &dest;
  }
  return nullptr;
}

Counters Service::carried(const DestLines& lines) const {
  Counters carried = carried_by_removed_;
  for (const Dest& dest : dests_) carried += lines.sum(dest.index) - dest.before_service;
  return carried;
}

ServiceInfo Service::info(const DestLines& lines) const {
  return {.spec = spec_,
          .dest_count = dests_.size(),
          .statistics = traffic_.statistics(carried(lines))};
}

void Service::zero(const DestLines& lines) {
  for (Dest& dest : dests_) dest.traffic.zero(lines.sum(dest.index));
  traffic_.zero(carried(lines));
}

}  // namespace nicvs::soft
