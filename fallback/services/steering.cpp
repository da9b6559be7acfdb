// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/steering.hpp"

#include <set>
#include <tuple>

namespace nicvs::soft {

SoftDataPlane::Steering steering_of(const ServiceTable& services, const Classifier& classifier) {
  SoftDataPlane::Steering steering;
  services.each_service([&](const Service& service) {
    if (!service.key().is_fwmark()) steering.services.push_back(service.key());
  });
  for (const MarkRule& rule : classifier.rules()) {
    const ServiceKey key{.family = rule.dst.address.family, .fwmark = rule.mark};
    if (services.find(key) != nullptr) steering.mark_rules.push_back(rule);
  }
  std::set<std::tuple<IpAddress, std::uint16_t, Protocol>> endpoints;
  services.each_nat_dest([&](Protocol protocol, const DestKey& key) {
    endpoints.emplace(key.address, key.port, protocol);
  });
  for (const auto& [address, port, protocol] : endpoints) {
    steering.nat_dests.push_back({protocol, {address, port}});
  }
  return steering;
}

}  // namespace nicvs::soft
