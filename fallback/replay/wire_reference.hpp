// SPDX-License-Identifier: Apache-2.0
// Checksums of the wire, written for clarity from their definitions.
//
// They are the reference that engines are compared with, so they share no code with the kernels.
#pragma once

#include <cstdint>
#include <span>

#include "nicvs/ip_address.hpp"

namespace nicvs::replay {

// RFC 1071: the complement of the ones' complement sum of the big-endian 16-bit words; an odd last
// byte is the high half of a word.
std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes);

// The checksum of TCP, UDP or ICMPv6 over the pseudo header (RFC 9293 3.1, RFC 8200 8.1) and the
// segment, whose own checksum field must be zero.
std::uint16_t transport_checksum(const IpAddress& src, const IpAddress& dst, Protocol protocol,
                                 std::span<const std::uint8_t> segment);

// CRC-32C as SCTP places it (RFC 9260 appendix A): the value whose least significant byte comes
// first.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes);

}  // namespace nicvs::replay
