// SPDX-License-Identifier: Apache-2.0
// What a fragment says about itself: which datagram it belongs to and which bytes of it it brings.
#pragma once

#include <cstdint>

#include "fallback/edit/frame_window.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

// Offsets and lengths in bytes. "payload" is what is fragmented: behind the IPv4 header, or behind
// the IPv6 fragment header.
struct Piece {
  // None; or why the fragment is not to be kept: Fragment (the host's stack judges it),
  // BadFragment.
  dp::Reason reason;
  // Source, destination and, in place of ports, the identification; IPv4: the protocol too
  // (RFC 791, 3.2; RFC 8200, 4.5). Equal for the fragments of one datagram.
  dp::FlowKey datagram;
  std::uint32_t offset;  // of the first byte in the datagram's payload
  std::uint32_t end;     // behind the last one; of a middle piece a multiple of 8
  bool is_last;
  bool dont_fragment;
  std::uint8_t ecn;     // the two bits of the TOS or traffic class
  std::uint16_t l3_at;  // offset in the frame of the IP header
  std::uint16_t
      header_end;  // offset in the frame of what stays in front of the payload, its end:
                   // of the IPv4 header, or of the IPv6 headers before the fragment header
  std::uint16_t payload_at;   // offset in the frame of the payload
  std::uint16_t next_at;      // IPv6: offset of the byte that announces the fragment header
  std::uint32_t packet_size;  // of the fragment, as an IP packet; padding left out
};

// p: of the window's frame; p.reason is Fragment, or None for an IPv6 packet that is its own only
// fragment. The rules are those of Linux: ip_frag_queue() and nf_ct_frag6_queue().
Piece read_piece(const FrameWindow& window, const dp::Parsed& p);

}  // namespace nicvs::soft
