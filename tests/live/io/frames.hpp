// SPDX-License-Identifier: Apache-2.0
// The few frames that the I/O tests send, as bytes.
#pragma once

#include <string>

#include "nicvs/ip_address.hpp"

namespace nicvs::test {

struct UdpFrame {
  Mac dst_mac;
  Mac src_mac;
  std::string src;  // IPv4 addresses as text
  std::string dst;
  std::uint16_t src_port = 4000;
  std::uint16_t dst_port = 0;
  std::string payload;
};

inline void append16(std::string& bytes, std::uint32_t value) {
  bytes += static_cast<char>(value >> 8);
  bytes += static_cast<char>(value);
}

inline std::string bytes_of(const Mac& mac) {
  return std::string(mac.byte.begin(), mac.byte.end());
}

inline std::string wire_of(const std::string& address) {
  const std::uint32_t value = IpAddress::parse(address)->value.word[0];
  std::string bytes;
  append16(bytes, value >> 16);
  append16(bytes, value & 0xffff);
  return bytes;
}

// Without a UDP checksum, which IPv4 allows (RFC 768).
inline std::string to_bytes(const UdpFrame& f) {
  const auto udp_length = static_cast<std::uint32_t>(8 + f.payload.size());
  std::string ip = {0x45, 0};
  append16(ip, 20 + udp_length);
  ip += std::string({1, 2, 0x40, 0, 64, 17, 0, 0}) + wire_of(f.src) + wire_of(f.dst);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 20; i += 2) {
    sum += static_cast<std::uint32_t>(static_cast<std::uint8_t>(ip[i]) << 8 |
                                      static_cast<std::uint8_t>(ip[i + 1]));
  }
  sum = (sum & 0xffff) + (sum >> 16);
  ip[10] = static_cast<char>(~sum >> 8);
  ip[11] = static_cast<char>(~sum);
  std::string frame = bytes_of(f.dst_mac) + bytes_of(f.src_mac) + std::string({8, 0}) + ip;
  append16(frame, f.src_port);
  append16(frame, f.dst_port);
  append16(frame, udp_length);
  append16(frame, 0);
  return frame + f.payload;
}

}  // namespace nicvs::test
