// SPDX-License-Identifier: Apache-2.0
// The Internet checksum (RFC 1071) and its incremental update (RFC 1624, equation 3).
//
//   std::uint32_t delta = checksum_delta16(old_port, new_port);
//   delta += checksum_delta32(old_address, new_address);
//   std::uint16_t now = checksum_update(before, delta);
//
// Deltas of up to 60,000 words may be added before the update. A wrong checksum stays wrong.
#pragma once

#include <cstdint>

#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

// A sum of 16-bit words with its carries added back in.
constexpr std::uint16_t checksum_fold(std::uint32_t sum) {
  const std::uint32_t once = (sum & 0xffffu) + (sum >> 16);
  return static_cast<std::uint16_t>((once & 0xffffu) + (once >> 16));
}

constexpr std::uint32_t checksum_delta16(std::uint16_t before, std::uint16_t after) {
  return (~static_cast<std::uint32_t>(before) & 0xffffu) + after;
}

constexpr std::uint32_t checksum_delta32(std::uint32_t before, std::uint32_t after) {
  return (~before >> 16) + (~before & 0xffffu) + (after >> 16) + (after & 0xffffu);
}

// Both addresses are of the same family.
constexpr std::uint32_t checksum_delta(Family family, const Address& before, const Address& after) {
  return family == Family::Ipv4 ? checksum_delta32(before.word[0], after.word[0])
                                : checksum_delta32(before.word[0], after.word[0]) +
                                      checksum_delta32(before.word[1], after.word[1]) +
                                      checksum_delta32(before.word[2], after.word[2]) +
                                      checksum_delta32(before.word[3], after.word[3]);
}

constexpr std::uint16_t checksum_update(std::uint16_t checksum, std::uint32_t delta) {
  return static_cast<std::uint16_t>(
      ~checksum_fold((~static_cast<std::uint32_t>(checksum) & 0xffffu) + delta));
}

// RFC 768: a computed 0 is sent as all ones, since 0 says "no checksum".
constexpr std::uint16_t udp_checksum(std::uint16_t computed) {
  return computed == 0 ? std::uint16_t{0xffff} : computed;
}

static_assert(checksum_update(0xdd2f, checksum_delta16(0x5555, 0x3285)) == 0x0000,
              "the example of RFC 1624, section 4");
static_assert(udp_checksum(checksum_update(0xdd2f, checksum_delta16(0x5555, 0x3285))) == 0xffff,
              "and as UDP sends it");

}  // namespace dp
}  // namespace nicvs
