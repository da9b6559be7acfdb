// SPDX-License-Identifier: Apache-2.0
// The Internet checksum over bytes in memory (RFC 1071), and with the pseudo headers of TCP, UDP
// and ICMPv6 (RFC 9293 3.1, RFC 8200 8.1).
#pragma once

#include <cstdint>
#include <span>

#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

using Bytes = std::span<const std::uint8_t>;

// The folded one's-complement sum of the bytes as 16-bit numbers in network order (an odd last byte
// is followed by a zero), plus `start`, itself such a sum. At most 64 MiB.
std::uint16_t checksum_sum(Bytes bytes, std::uint32_t start = 0);

// The checksum to store, given that the checksum field within the bytes is zero.
inline std::uint16_t internet_checksum(Bytes bytes, std::uint32_t start = 0) {
  return static_cast<std::uint16_t>(~checksum_sum(bytes, start));
}

// The sum of the pseudo header, to be used as `start`.
std::uint16_t pseudo_header_sum(const dp::Address& src, const dp::Address& dst,
                                dp::Protocol protocol, std::uint32_t length);

}  // namespace nicvs::soft
