// SPDX-License-Identifier: Apache-2.0
// The names that hosts and services have in tests of listings.
#pragma once

#include <cstdint>
#include <string_view>

#include "nicvs/ip_address.hpp"

namespace nicvs::test {

struct HostName {
  std::string_view address;
  const char* name;
};

// The first one is also found by its name. The others are longer than ipvsadm's columns.
inline constexpr HostName kHostNames[] = {
    {"10.0.0.1", "web.example.com"},
    {"192.168.1.2", "another-host-name-that-is-quite-long.example.com"},
    {"192.168.1.3",
     "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"},
    {"2001:db8::1", "six-with-a-name-longer-than-the-column.example.com"},
};

struct ServiceName {
  std::uint16_t port;
  Protocol protocol;
  const char* name;
};

inline constexpr ServiceName kServiceNames[] = {
    {80, Protocol::Tcp, "http"},
    {53, Protocol::Udp, "domain"},
};

}  // namespace nicvs::test
