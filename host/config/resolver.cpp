// SPDX-License-Identifier: Apache-2.0
#include "host/config/resolver.hpp"

#include <arpa/inet.h>
#include <netdb.h>

#include <memory>

namespace nicvs::config {

Resolver numeric_resolver() {
  return [](const std::string& name) { return IpAddress::parse(name); };
}

Resolver system_resolver() {
  return [](const std::string& name) -> std::optional<IpAddress> {
    if (const auto number = IpAddress::parse(name)) return number;
    addrinfo* found = nullptr;
    if (name.empty() || getaddrinfo(name.c_str(), nullptr, nullptr, &found) != 0) return {};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
    char text[NI_MAXHOST] = {};
    if (getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof text, nullptr, 0,
                    NI_NUMERICHOST) != 0) {
      return {};
    }
    return IpAddress::parse(text);
  };
}

}  // namespace nicvs::config
