// SPDX-License-Identifier: Apache-2.0
// Names for addresses and ports, both directions; replaced by a table in tests.
#pragma once

#include <optional>
#include <string>

#include "nicvs/ip_address.hpp"

namespace nicvs::ipvs {

// Not thread-safe.
class Resolver {
 public:
  virtual ~Resolver() = default;
  // IPv4 only: ipvsadm takes IPv6 addresses as numbers.
  virtual std::optional<IpAddress> address_of(const std::string& host) const = 0;
  virtual std::optional<std::uint16_t> port_of(const std::string& service,
                                               Protocol protocol) const = 0;
  virtual std::optional<std::string> host_name(const IpAddress& address) const = 0;
  virtual std::optional<std::string> service_name(std::uint16_t port, Protocol protocol) const = 0;
};

// The C library's: hosts file, DNS, services file. Answers are remembered, so that a listing asks
// once for each address.
const Resolver& system_resolver();

}  // namespace nicvs::ipvs
