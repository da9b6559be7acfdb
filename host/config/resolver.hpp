// SPDX-License-Identifier: Apache-2.0
// Names to addresses.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "nicvs/ip_address.hpp"

namespace nicvs::config {

// A numeric address or a host name; nullopt if it cannot be resolved.
using Resolver = std::function<std::optional<IpAddress>(const std::string&)>;

Resolver numeric_resolver();
// getaddrinfo(); may block for as long as DNS takes.
Resolver system_resolver();

}  // namespace nicvs::config
