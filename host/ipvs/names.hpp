// SPDX-License-Identifier: Apache-2.0
// Addresses with ports as a listing shows them.
#pragma once

#include <string>

#include "host/ipvs/resolver.hpp"

namespace nicvs::ipvs {

// Numeric with `resolver` == nullptr, else by name where there is one. Longer names are cut at 59
// characters, as in ipvsadm.
std::string endpoint_text(const IpAddress& address, std::uint16_t port, Protocol protocol,
                          const Resolver* resolver);

}  // namespace nicvs::ipvs
