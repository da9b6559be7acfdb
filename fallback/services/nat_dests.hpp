// SPDX-License-Identifier: Apache-2.0
// The endpoints of NAT dests: a packet from one of them may be a reply.
//
// Several services may share an endpoint. Not thread-safe: changed by control calls, read by
// workers inside a batch.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fallback/net/address_hash.hpp"
#include "fallback/net/flat_map.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

class NatDests {
 public:
  // protocol: that of the service; Ip (any) for a fwmark service.
  void add(Protocol protocol, const DestKey& key);
  void remove(Protocol protocol, const DestKey& key);

  // Whether a NAT dest has the address, whatever its port.
  bool has_address(const IpAddress& address) const { return addresses_.find(address) != nullptr; }
  // Whether exactly this endpoint is a NAT dest of a service with the protocol, or of a fwmark
  // service (the test of nat_icmp_send).
  bool contains(Protocol protocol, const DestKey& key) const;

 private:
  struct Endpoint {
    Protocol protocol = Protocol::Ip;
    DestKey key;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
  };
  struct EndpointHash {
    std::size_t operator()(const Endpoint& endpoint) const;
  };
  struct AddressHash {
    std::size_t operator()(const IpAddress& address) const { return address_hash(address); }
  };

  FlatMap<Endpoint, std::uint32_t, EndpointHash> endpoints_;  // how many dests
  FlatMap<IpAddress, std::uint32_t, AddressHash> addresses_;  // how many dests
};

}  // namespace nicvs::soft
