// SPDX-License-Identifier: Apache-2.0
// Addresses with ports as a listing shows them.
#pragma once

#include <string>

#include "host/ipvs/resolver.hpp"
#include "nicvs/service.hpp"

namespace nicvs::ipvs {

// Numeric with `resolver` == nullptr, else by name where there is one; ports of Protocol::Ip, as of
// fwmark services, have none. Longer names are cut at 59
// characters, as in ipvsadm.
std::string endpoint_text(const IpAddress& address, std::uint16_t port, Protocol protocol,
                          const Resolver* resolver);

// The protocol by which ports of the service and its dests are named.
Protocol name_protocol(const ServiceKey& service);

}  // namespace nicvs::ipvs
