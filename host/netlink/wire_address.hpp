// SPDX-License-Identifier: Apache-2.0
// Addresses as netlink attributes carry them: bytes in network order.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "nicvs/ip_address.hpp"

namespace nicvs::netlink {

struct WireAddress {
  std::array<std::uint8_t, 16> bytes{};
  std::uint16_t length = 0;  // 4 or 16
};

inline WireAddress to_wire(const IpAddress& address) {
  WireAddress wire;
  wire.length = static_cast<std::uint16_t>(IpAddress::bits_of(address.family) / 8);
  for (unsigned i = 0; i < wire.length; ++i) {
    wire.bytes[i] = static_cast<std::uint8_t>(address.value.word[i / 4] >> (24 - 8 * (i % 4)));
  }
  return wire;
}

inline std::uint8_t family_of(const IpAddress& address) {
  return address.family == Family::Ipv4 ? AF_INET : AF_INET6;
}

}  // namespace nicvs::netlink
