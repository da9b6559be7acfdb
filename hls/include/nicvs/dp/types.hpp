// SPDX-License-Identifier: Apache-2.0
// The vocabulary of every decision: addresses, the flow key, protocols, forward methods.
//
// C++14 values without state, so that the same text is compiled for the CPU, by hlsc and by Vitis
// HLS. Multi-byte numbers are in host order everywhere; network order exists only inside frames
// (bytes.hpp).
#pragma once

#include <array>
#include <cstdint>

namespace nicvs {
namespace dp {

enum class Family : std::uint8_t { Ipv4 = 0, Ipv6 = 1 };

// IANA protocol numbers of the protocols that NICVS knows by name.
enum class Protocol : std::uint8_t {
  Ip = 0,  // the protocol of templates of fwmark services
  Icmp = 1,
  IpIp = 4,
  Tcp = 6,
  Udp = 17,
  Ipv6 = 41,
  Gre = 47,
  Esp = 50,
  Ah = 51,
  Icmpv6 = 58,
  Sctp = 132,
};

// Values are the kernel's IP_VS_CONN_F_FWD_MASK values (linux/ip_vs.h).
enum class ForwardMethod : std::uint8_t { Nat = 0, Local = 1, Tun = 2, Dr = 3, Bypass = 4 };

// Values are the kernel's IP_VS_CONN_F_TUNNEL_TYPE_* (linux/ip_vs.h).
enum class TunnelType : std::uint8_t { IpIp = 0, Gue = 1, Gre = 2 };

// An IPv4 or IPv6 address. IPv6: word[0] holds the first four bytes on the wire. IPv4: word[0]
// holds the address and the other words are zero, so that the XOR of all words is the value IPVS
// hashes.
struct Address {
  std::array<std::uint32_t, 4> word;
};

constexpr bool operator==(const Address& a, const Address& b) {
  return a.word[0] == b.word[0] && a.word[1] == b.word[1] && a.word[2] == b.word[2] &&
         a.word[3] == b.word[3];
}
constexpr bool operator!=(const Address& a, const Address& b) { return !(a == b); }

constexpr Address ipv4_address(std::uint32_t host_order) {
  return Address{{{host_order, 0, 0, 0}}};
}

// The XOR of the address's words: the 32-bit value that IPVS's dh, sh, lblc and lblcr hash.
constexpr std::uint32_t fold(const Address& a) {
  return a.word[0] ^ a.word[1] ^ a.word[2] ^ a.word[3];
}

// The parsed 5-tuple of a frame and nothing else. Ports are 0 where the protocol has none.
struct FlowKey {
  Address src;
  Address dst;
  std::uint16_t src_port;
  std::uint16_t dst_port;
  Protocol protocol;
  Family family;
};

constexpr bool operator==(const FlowKey& a, const FlowKey& b) {
  return a.src == b.src && a.dst == b.dst && a.src_port == b.src_port && a.dst_port == b.dst_port &&
         a.protocol == b.protocol && a.family == b.family;
}

// The key of the opposite direction.
constexpr FlowKey reversed(const FlowKey& k) {
  return FlowKey{k.dst, k.src, k.dst_port, k.src_port, k.protocol, k.family};
}

struct Mac {
  std::array<std::uint8_t, 6> byte;
};

constexpr bool operator==(const Mac& a, const Mac& b) {
  return a.byte[0] == b.byte[0] && a.byte[1] == b.byte[1] && a.byte[2] == b.byte[2] &&
         a.byte[3] == b.byte[3] && a.byte[4] == b.byte[4] && a.byte[5] == b.byte[5];
}

}  // namespace dp
}  // namespace nicvs
