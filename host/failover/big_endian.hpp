// SPDX-License-Identifier: Apache-2.0
// Numbers of a datagram in network byte order. The caller has checked the bounds.
#pragma once

#include <cstdint>
#include <vector>

#include "nicvs/dp/types.hpp"

namespace nicvs::failover {

inline std::uint16_t get16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}
inline std::uint32_t get32(const std::uint8_t* at) {
  return std::uint32_t{get16(at)} << 16 | get16(at + 2);
}
inline dp::Address get_address(const std::uint8_t* at, dp::Family family) {
  if (family == dp::Family::Ipv4) return dp::ipv4_address(get32(at));
  return {{{get32(at), get32(at + 4), get32(at + 8), get32(at + 12)}}};
}

inline void put16(std::vector<std::uint8_t>& to, std::uint32_t value) {
  to.push_back(static_cast<std::uint8_t>(value >> 8));
  to.push_back(static_cast<std::uint8_t>(value));
}
inline void put32(std::vector<std::uint8_t>& to, std::uint32_t value) {
  put16(to, value >> 16);
  put16(to, value);
}
inline void put_address(std::vector<std::uint8_t>& to, const dp::Address& address,
                        dp::Family family) {
  put32(to, address.word[0]);
  for (unsigned i = 1; family == dp::Family::Ipv6 && i < 4; ++i) put32(to, address.word[i]);
}

}  // namespace nicvs::failover
