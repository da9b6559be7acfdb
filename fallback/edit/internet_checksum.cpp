// SPDX-License-Identifier: Apache-2.0
// Sums eight bytes at a time in the machine's order; RFC 1071, section 2 (B): only the result has
// to be swapped.
#include "fallback/edit/internet_checksum.hpp"

#include <bit>
#include <cstring>

#include "nicvs/dp/checksum.hpp"

namespace nicvs::soft {
namespace {

static_assert(std::endian::native == std::endian::little);

std::uint64_t native_sum(Bytes bytes) {
  std::uint64_t sum = 0;
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    sum += (word & 0xffffffffu) + (word >> 32);
    bytes = bytes.subspan(8);
  }
  std::uint64_t rest = 0;
  if (!bytes.empty()) {
    std::memcpy(&rest, bytes.data(), bytes.size());
  }
  return sum + (rest & 0xffffffffu) + (rest >> 32);
}

std::uint32_t word_sum(std::uint32_t word) { return (word >> 16) + (word & 0xffffu); }

std::uint32_t address_sum(const dp::Address& a) {
  return word_sum(a.word[0]) + word_sum(a.word[1]) + word_sum(a.word[2]) + word_sum(a.word[3]);
}

}  // namespace

std::uint16_t checksum_sum(Bytes bytes, std::uint32_t start) {
  std::uint64_t sum = native_sum(bytes);
  sum = (sum & 0xffffffffu) + (sum >> 32);
  sum = (sum & 0xffffu) + ((sum >> 16) & 0xffffu) + (sum >> 32);
  const std::uint16_t native = dp::checksum_fold(static_cast<std::uint32_t>(sum));
  return dp::checksum_fold(static_cast<std::uint32_t>(__builtin_bswap16(native)) +
                           dp::checksum_fold(start));
}

std::uint16_t pseudo_header_sum(const dp::Address& src, const dp::Address& dst,
                                dp::Protocol protocol, std::uint32_t length) {
  // The unused words of IPv4 addresses are zero, and both pseudo headers sum up the same parts.
  return dp::checksum_fold(address_sum(src) + address_sum(dst) +
                           static_cast<std::uint32_t>(protocol) + word_sum(length));
}

}  // namespace nicvs::soft
