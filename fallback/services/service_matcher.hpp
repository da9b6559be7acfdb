// SPDX-License-Identifier: Apache-2.0
// Finds the service of a packet, in IPVS's order, at a cost that does not grow with their number.
//
// Not thread-safe: changed by control calls, read by workers inside a batch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "fallback/net/address_hash.hpp"
#include "fallback/net/flat_map.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

class Service;

class ServiceMatcher {
 public:
  void add(const ServiceKey& key, Service& service);
  void remove(const ServiceKey& key);

  // Exactly this service, or nullptr.
  Service* find(const ServiceKey& key) const;

  // The service of a packet to flow.dst. The order is: fwmark; address, port and protocol; for TCP
  // to port 20 or from 1024 up the FTP service of the address; the service with port 0.
  Service* match(const dp::FlowKey& flow, std::uint32_t mark) const;

  // Whether there is any service of the family, fwmark services included.
  bool has_family(Family family) const { return services_of_family_[family_index(family)] != 0; }

  // Whether any non-fwmark service has the address; most packets end here.
  bool has_address(const IpAddress& address) const {
    return services_of_address_.find(address) != nullptr;
  }

 private:
  struct Endpoint {
    IpAddress address;  // of a fwmark service: zero, with the family
    Protocol protocol = Protocol::Ip;
    std::uint16_t port = 0;
    std::uint32_t fwmark = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
  };
  struct EndpointHash {
    std::size_t operator()(const Endpoint& endpoint) const;
  };
  struct AddressHash {
    std::size_t operator()(const IpAddress& address) const { return address_hash(address); }
  };

  static constexpr std::size_t family_index(Family family) {
    return static_cast<std::size_t>(family);
  }
  static Endpoint endpoint_of(const ServiceKey& key);
  Service* at(const Endpoint& endpoint) const;

  FlatMap<Endpoint, Service*, EndpointHash> services_;
  FlatMap<IpAddress, std::uint32_t, AddressHash> services_of_address_;  // how many, fwmark excluded
  std::array<std::uint32_t, 2> services_of_family_{};
  std::uint32_t fwmark_services_ = 0;
  std::uint32_t ftp_services_ = 0;
  std::uint32_t port_zero_services_ = 0;
};

}  // namespace nicvs::soft
