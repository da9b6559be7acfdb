// SPDX-License-Identifier: Apache-2.0
// CRC32c (Castagnoli), the checksum of SCTP (RFC 9260, appendix A).
#pragma once

#include <cstdint>
#include <span>

namespace nicvs::soft {

// Continues a CRC over more bytes; start with 0 and the whole message in any number of pieces. Uses
// the processor's CRC instruction where it has one.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t crc = 0);

// The same without that instruction.
std::uint32_t crc32c_by_table(std::span<const std::uint8_t> bytes, std::uint32_t crc = 0);

}  // namespace nicvs::soft
