// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/steering.hpp"

#include <set>
#include <tuple>

namespace nicvs::soft {
namespace {

constexpr std::uint16_t kFtpPort = 21;

}  // namespace

SoftDataPlane::Steering steering_of(const ServiceTable& services, const Classifier& classifier) {
  SoftDataPlane::Steering steering;
  services.each_service([&](const Service& service) {
    if (service.key().is_fwmark()) return;
    steering.services.push_back(service.key());
    if (services.is_ftp(service.key()) && service.key().port != kFtpPort) {
      steering.services.push_back(service.key());
      steering.services.back().port = kFtpPort;  // for the ports of data conns that it stands for
    }
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
  std::set<IpAddress> gue_dests;
  services.each_service([&](const Service& service) {
    for (const Dest& dest : service.dests()) {
      if (dest.is_gue()) gue_dests.insert(dest.key().address);
    }
  });
  steering.gue_dests.assign(gue_dests.begin(), gue_dests.end());
  return steering;
}

}  // namespace nicvs::soft
