// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/wire_reference.hpp"

#include <vector>

namespace nicvs::replay {

std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8 : bytes[i];
  }
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t transport_checksum(const IpAddress& src, const IpAddress& dst, Protocol protocol,
                                 std::span<const std::uint8_t> segment) {
  std::vector<std::uint8_t> covered;
  const auto append32 = [&](std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      covered.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  };
  const std::size_t words = src.family == Family::Ipv4 ? 1 : 4;
  for (const IpAddress& address : {src, dst}) {
    for (std::size_t i = 0; i < words; ++i) append32(address.value.word[i]);
  }
  append32(static_cast<std::uint32_t>(segment.size()));
  append32(static_cast<std::uint32_t>(protocol));
  covered.insert(covered.end(), segment.begin(), segment.end());
  return internet_checksum(covered);
}

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
  }
  return ~crc;
}

}  // namespace nicvs::replay
