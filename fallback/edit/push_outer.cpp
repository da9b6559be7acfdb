// SPDX-License-Identifier: Apache-2.0
#include "fallback/edit/push_outer.hpp"

#include <cstring>

#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

using dp::Family;
using dp::OuterHeader;

bool has_checksum(const OuterHeader& o) { return o.tunnel_checksum == dp::TunnelChecksum::Present; }

std::uint16_t ether_type(dp::Protocol inner) {
  return inner == dp::Protocol::IpIp ? dp::ethernet::kIpv4 : dp::ethernet::kIpv6;
}

void write_ipv6(const OuterHeader& o, std::uint8_t* to) {
  put_be32(to, 0x60000000u | (static_cast<std::uint32_t>(o.tos) << 20));
  put_be16(to + dp::ipv6::kPayloadLength, static_cast<std::uint16_t>(o.length - dp::ipv6::kLength));
  to[dp::ipv6::kNextHeader] = static_cast<std::uint8_t>(dp::outer_protocol(o));
  to[dp::ipv6::kHopLimit] = o.ttl;
  put_address(to + dp::ipv6::kSrc, Family::Ipv6, o.src);
  put_address(to + dp::ipv6::kDst, Family::Ipv6, o.dst);
}

// `to` is the UDP header of `length` bytes, the packet included.
void write_gue(const OuterHeader& o, unsigned length, std::uint8_t* to) {
  put_be16(to + dp::l4::kSrcPort, o.src_port);
  put_be16(to + dp::l4::kDstPort, o.dst_port);
  put_be16(to + dp::udp::kLengthField, static_cast<std::uint16_t>(length));
  put_be16(to + dp::udp::kChecksum, 0);
  std::uint8_t* gue = to + dp::udp::kLength;
  gue[dp::gue::kVersion] = 0;
  gue[dp::gue::kProtocol] = static_cast<std::uint8_t>(o.inner);
  put_be16(gue + dp::gue::kFlags, 0);
  if (has_checksum(o)) {
    const std::uint16_t pseudo = pseudo_header_sum(o.src, o.dst, dp::Protocol::Udp, length);
    put_be16(to + dp::udp::kChecksum, dp::udp_checksum(internet_checksum({to, length}, pseudo)));
  }
}

// `to` is the GRE header of `length` bytes, the packet included. Linux sends a computed 0 as all
// ones here too, which is the same sum.
void write_gre(const OuterHeader& o, unsigned length, std::uint8_t* to) {
  put_be16(to + dp::gre::kFlags, has_checksum(o) ? dp::gre::kChecksumPresent : 0);
  put_be16(to + dp::gre::kProtocol, ether_type(o.inner));
  if (has_checksum(o)) {
    put_be32(to + dp::gre::kChecksum, 0);
    put_be16(to + dp::gre::kChecksum, dp::udp_checksum(internet_checksum({to, length})));
  }
}

}  // namespace

void write_rare_headers(const OuterHeader& o, Frame& frame, unsigned l3_offset) {
  const bool is_v4 = o.kind == dp::Outer::Ipv4;
  std::uint8_t* ip = frame.data + l3_offset;
  if (!is_v4) write_ipv6(o, ip);
  const unsigned ip_length = dp::outer_ip_length(is_v4 ? Family::Ipv4 : Family::Ipv6);
  const unsigned behind = frame.length - l3_offset - ip_length;
  if (o.type == dp::TunnelType::Gue) {
    write_gue(o, behind, ip + ip_length);
  } else if (o.type == dp::TunnelType::Gre) {
    write_gre(o, behind, ip + ip_length);
  }
}

}  // namespace nicvs::soft
