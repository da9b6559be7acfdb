// SPDX-License-Identifier: Apache-2.0
// Puts the headers of a tunnel in front of a frame's packet.
#pragma once

#include <cstring>

#include "fallback/edit/write_fields.hpp"
#include "fallback/frame.hpp"
#include "nicvs/dp/headers.hpp"
#include "nicvs/dp/outer_header.hpp"

namespace nicvs::soft {

// What is not an IPv4 header: the IPv6 header, and those of GUE and GRE. The frame has its room.
void write_rare_headers(const dp::OuterHeader& o, Frame& frame, unsigned l3_offset);

// Field by field, so that the original need not be in memory.
inline dp::OuterHeader copy_of(const dp::OuterHeader& o) {
  dp::OuterHeader copy;
  copy.kind = o.kind;
  for (std::size_t i = 0; i < 4; ++i) {
    copy.src.word[i] = o.src.word[i];
    copy.dst.word[i] = o.dst.word[i];
  }
  copy.type = o.type;
  copy.tunnel_checksum = o.tunnel_checksum;
  copy.inner = o.inner;
  copy.tos = o.tos;
  copy.ttl = o.ttl;
  copy.dont_fragment = o.dont_fragment;
  copy.id = o.id;
  copy.checksum = o.checksum;
  copy.src_port = o.src_port;
  copy.dst_port = o.dst_port;
  copy.length = o.length;
  return copy;
}

// Moves what stands before l3_offset into the headroom, of which there must be
// dp::outer_length(outer), writes the headers and computes the tunnel's checksum over the packet,
// which ends with the frame. Frame::data, length and headroom follow.
inline void push_outer(const dp::OuterHeader& o, unsigned l3_offset, Frame& frame) {
  const bool is_v4 = o.kind == dp::Outer::Ipv4;
  const unsigned room = dp::outer_length(o);
  std::memmove(frame.data - room, frame.data, l3_offset);
  frame.data -= room;
  frame.headroom -= room;
  frame.length += room;
  put_be16(frame.data + l3_offset - 2, is_v4 ? dp::ethernet::kIpv4 : dp::ethernet::kIpv6);
  if (is_v4) write_outer_ipv4(o, frame.data + l3_offset);
  if (!is_v4 || o.type != dp::TunnelType::IpIp) write_rare_headers(copy_of(o), frame, l3_offset);
}

}  // namespace nicvs::soft
