// SPDX-License-Identifier: Apache-2.0
// What a tunnelled packet gets in front: an outer IP header and, for GUE and GRE, one more behind
// it.
//
//   ipip  IP(4 or 41) packet
//   gue   IP(17) UDP GUE packet       GUE version 0 without options (draft-ietf-intarea-gue)
//   gre   IP(47) GRE packet           with a checksum or without (RFC 2784)
//
// Linux's remote checksum offload (remcsum) adds its option only to packets whose checksum the
// sender left to the hardware; no packet from a wire is one, so the flag means a UDP checksum.
#pragma once

#include <cstdint>

#include "nicvs/dp/checksum.hpp"
#include "nicvs/dp/headers.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

enum class Outer : std::uint8_t { None = 0, Ipv4 = 1, Ipv6 = 2 };

// The setting pmtu_disc. Off: outer packets never carry DF.
enum class PmtuDiscovery : std::uint8_t { Off = 0, On = 1 };

// Whether the header behind the outer IP header has a checksum over itself and the packet (GUE: the
// UDP checksum; GRE: the C flag and its field). Nothing for ipip.
enum class TunnelChecksum : std::uint8_t { Absent = 0, Present = 1 };

// What encapsulation has to know besides the packet. id: of outer IPv4 packets without DF. The
// ports are GUE's.
struct Tunnel {
  Address src;
  Address dst;
  Family family;  // of the outer header
  TunnelType type;
  TunnelChecksum checksum;
  PmtuDiscovery pmtu_discovery;
  std::uint16_t id;
  std::uint16_t src_port;
  std::uint16_t dst_port;
};

// The headers in front of a tunnelled packet. length in bytes, with these headers and the packet.
struct OuterHeader {
  Outer kind;
  Address src;
  Address dst;
  TunnelType type;
  TunnelChecksum tunnel_checksum;  // whoever applies the edits computes it
  Protocol inner;                  // of the packet: IpIp or Ipv6
  std::uint8_t tos;
  std::uint8_t ttl;
  bool dont_fragment;
  std::uint16_t id;
  std::uint16_t checksum;  // of the IPv4 header
  std::uint16_t src_port;
  std::uint16_t dst_port;
  std::uint32_t length;
};

// RFC 6040 compatibility mode as Linux does it: DSCP and ECN of the inner packet, but CE inside
// becomes ECT(0) outside.
constexpr std::uint8_t outer_tos(std::uint8_t inner) {
  return (inner & 3u) == 3u ? static_cast<std::uint8_t>((inner & 0xfcu) | 2u) : inner;
}

constexpr unsigned outer_ip_length(Family outer) {
  return outer == Family::Ipv4 ? ipv4::kMinLength : ipv6::kLength;
}

// Bytes between the outer IP header and the packet.
constexpr unsigned tunnel_header_length(TunnelType type, TunnelChecksum checksum) {
  return type == TunnelType::Gue ? udp::kLength + gue::kLength
         : type == TunnelType::Gre
             ? (checksum == TunnelChecksum::Present ? gre::kChecksumLength : gre::kLength)
             : 0u;
}

// All bytes that a packet grows by.
constexpr unsigned tunnel_overhead(const Tunnel& t) {
  return outer_ip_length(t.family) + tunnel_header_length(t.type, t.checksum);
}

constexpr unsigned outer_length(const OuterHeader& o) {
  return o.kind == Outer::None
             ? 0u
             : outer_ip_length(o.kind == Outer::Ipv4 ? Family::Ipv4 : Family::Ipv6) +
                   tunnel_header_length(o.type, o.tunnel_checksum);
}

// What the outer IP header announces.
constexpr Protocol outer_protocol(const OuterHeader& o) {
  return o.type == TunnelType::Gue   ? Protocol::Udp
         : o.type == TunnelType::Gre ? Protocol::Gre
                                     : o.inner;
}

// The source port of GUE: a hash of the flow in Linux's range of ephemeral ports, so that routers
// spread flows and each stays in order.
constexpr std::uint16_t gue_source_port(std::uint64_t flow_hash) {
  return static_cast<std::uint16_t>(
      gue::kFirstSourcePort +
      (((flow_hash >> 32) * (gue::kLastSourcePort - gue::kFirstSourcePort)) >> 32));
}

// The checksum of an outer IPv4 header, which has no options.
constexpr std::uint16_t outer_checksum(const OuterHeader& o) {
  return static_cast<std::uint16_t>(~checksum_fold(
      0x4500u + o.tos + (o.length & 0xffffu) + o.id + (o.dont_fragment ? ipv4::kDontFragment : 0u) +
      (static_cast<std::uint32_t>(o.ttl) << 8) + static_cast<std::uint32_t>(outer_protocol(o)) +
      (o.src.word[0] >> 16) + (o.src.word[0] & 0xffffu) + (o.dst.word[0] >> 16) +
      (o.dst.word[0] & 0xffffu)));
}

}  // namespace dp
}  // namespace nicvs
