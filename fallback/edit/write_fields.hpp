// SPDX-License-Identifier: Apache-2.0
// The fields of an edit list written into a frame, and an outer IPv4 header in front of a packet.
//
// Compiled for the CPU and for BPF: no library calls, and the caller has checked all bounds.
#pragma once

#include "fallback/edit/put.hpp"
#include "nicvs/dp/headers.hpp"
#include "nicvs/dp/rewrite.hpp"

namespace nicvs::soft {

inline void write_macs(const dp::EditList& e, std::uint8_t* data) {
  if ((e.fields & dp::edit::kMacs) == 0) return;
  put_mac(data + dp::ethernet::kDst, e.dst_mac);
  put_mac(data + dp::ethernet::kSrc, e.src_mac);
}

inline void write_l3(const dp::EditList& e, std::uint8_t* l3) {
  const bool is_v4 = e.family == dp::Family::Ipv4;
  if ((e.fields & dp::edit::kTtl) != 0) {
    l3[is_v4 ? dp::ipv4::kTtl : dp::ipv6::kHopLimit] = e.ttl;
  }
  if ((e.fields & dp::edit::kSrcAddress) != 0) {
    put_address(l3 + (is_v4 ? dp::ipv4::kSrc : dp::ipv6::kSrc), e.family, e.address);
  }
  if ((e.fields & dp::edit::kDstAddress) != 0) {
    put_address(l3 + (is_v4 ? dp::ipv4::kDst : dp::ipv6::kDst), e.family, e.address);
  }
  if ((e.fields & dp::edit::kIpChecksum) != 0) {
    put_be16(l3 + dp::ipv4::kChecksum, e.ip_checksum);
  }
}

inline void write_l4(const dp::EditList& e, std::uint8_t* data) {
  if ((e.fields & dp::edit::kSrcPort) != 0) {
    put_be16(data + e.l4_offset + dp::l4::kSrcPort, e.port);
  }
  if ((e.fields & dp::edit::kDstPort) != 0) {
    put_be16(data + e.l4_offset + dp::l4::kDstPort, e.port);
  }
  if ((e.fields & dp::edit::kL4Checksum) != 0) {
    put_be16(data + e.l4_checksum_offset, e.l4_checksum);
  }
}

inline void write_outer_ipv4(const dp::OuterHeader& o, std::uint8_t* to) {
  to[0] = dp::ipv4::kVersionAndMinLength;
  to[dp::ipv4::kTos] = o.tos;
  put_be16(to + dp::ipv4::kTotalLength, static_cast<std::uint16_t>(o.length));
  put_be16(to + dp::ipv4::kId, o.id);
  put_be16(to + dp::ipv4::kFragment, o.dont_fragment ? dp::ipv4::kDontFragment : 0);
  to[dp::ipv4::kTtl] = o.ttl;
  to[dp::ipv4::kProtocol] = static_cast<std::uint8_t>(dp::outer_protocol(o));
  put_be16(to + dp::ipv4::kChecksum, o.checksum);
  put_address(to + dp::ipv4::kSrc, dp::Family::Ipv4, o.src);
  put_address(to + dp::ipv4::kDst, dp::Family::Ipv4, o.dst);
}

}  // namespace nicvs::soft
