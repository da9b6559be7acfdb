// SPDX-License-Identifier: Apache-2.0
// A quick hash of an address for tables whose keys packets cannot choose.
#pragma once

#include <cstddef>
#include <cstdint>

#include "nicvs/ip_address.hpp"

namespace nicvs::soft {

// Multiplication by odd constants (2^64 / golden ratio and its square) and a fold of the high half.
constexpr std::size_t address_hash(const IpAddress& address) {
  const auto& word = address.value.word;
  const std::uint64_t high = std::uint64_t{word[0]} << 32 | word[1];
  const std::uint64_t low = std::uint64_t{word[2]} << 32 | word[3];
  const std::uint64_t mixed = high * 0x9e3779b97f4a7c15U ^ low * 0x61c8864680b583ebU;
  return static_cast<std::size_t>(mixed ^ mixed >> 32);
}

// For what stands at an address: rest tells apart what one address has, by port and kind.
constexpr std::size_t address_hash(const IpAddress& address, std::uint64_t rest) {
  const std::uint64_t mixed = (address_hash(address) ^ rest) * 0x9e3779b97f4a7c15U;
  return static_cast<std::size_t>(mixed ^ mixed >> 32);
}

}  // namespace nicvs::soft
