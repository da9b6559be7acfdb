// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/nat_dests.hpp"

namespace nicvs::soft {

std::size_t NatDests::EndpointHash::operator()(const Endpoint& e) const {
  return address_hash(e.key.address, std::uint64_t{e.key.port} << 16 |
                                         std::uint64_t{static_cast<std::uint8_t>(e.protocol)});
}

void NatDests::add(Protocol protocol, const DestKey& key) {
  ++endpoints_[{protocol, key}];
  ++addresses_[key.address];
}

void NatDests::remove(Protocol protocol, const DestKey& key) {
  const Endpoint endpoint{protocol, key};
  if (--endpoints_[endpoint] == 0) endpoints_.erase(endpoint);
  if (--addresses_[key.address] == 0) addresses_.erase(key.address);
}

bool NatDests::contains(Protocol protocol, const DestKey& key) const {
  return endpoints_.find({protocol, key}) != nullptr ||
         endpoints_.find({Protocol::Ip, key}) != nullptr;
}

}  // namespace nicvs::soft
