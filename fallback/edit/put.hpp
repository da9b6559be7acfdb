// SPDX-License-Identifier: Apache-2.0
// Writing numbers into a frame in network order. The callee does not check bounds.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

static_assert(std::endian::native == std::endian::little, "big-endian machines are not supported");

inline void put_be16(std::uint8_t* to, std::uint16_t value) {
  const std::uint16_t swapped = __builtin_bswap16(value);
  std::memcpy(to, &swapped, sizeof swapped);
}

inline void put_be32(std::uint8_t* to, std::uint32_t value) {
  const std::uint32_t swapped = __builtin_bswap32(value);
  std::memcpy(to, &swapped, sizeof swapped);
}

// 4 or 16 bytes.
inline void put_address(std::uint8_t* to, dp::Family family, const dp::Address& address) {
  put_be32(to, address.word[0]);
  if (family == dp::Family::Ipv6) {
    put_be32(to + 4, address.word[1]);
    put_be32(to + 8, address.word[2]);
    put_be32(to + 12, address.word[3]);
  }
}

// In two copies of a number's size: GCC keeps what one of six bytes copies from in memory.
inline void put_mac(std::uint8_t* to, const dp::Mac& mac) {
  std::memcpy(to, mac.byte.data(), 4);
  std::memcpy(to + 4, mac.byte.data() + 4, 2);
}

}  // namespace nicvs::soft
