// SPDX-License-Identifier: Apache-2.0
// Applies an edit list of the rewrite kernel to a frame in its buffer.
//
//   const dp::Forwarding f = dp::forward_request(parsed, conn, tunnel, hop);
//   if (f.reason == dp::Reason::None && apply(f.edits, frame)) { ... send it ... }
#pragma once

#include "fallback/edit/push_outer.hpp"
#include "fallback/edit/write_fields.hpp"
#include "fallback/frame.hpp"
#include "nicvs/dp/rewrite.hpp"

namespace nicvs::soft {

// What is computed over the whole datagram. Takes the list by value, so that the caller's never
// has to be in memory.
void fix_up(dp::EditList e, std::uint8_t* data);

// The list was made from this frame's Parsed. Writes the fields, cuts off padding behind the IP
// packet, computes full UDP checksums and SCTP's CRC where asked, and moves the Ethernet header
// into the headroom to make room for an outer header. Frame::data, length and headroom follow.
// False, and the frame is unchanged, if the headroom (at most 52 bytes are needed) does not
// suffice.
[[nodiscard]] inline bool apply(const dp::EditList& e, Frame& frame) {
  const unsigned room = dp::outer_length(e.outer);
  if (frame.headroom < room) return false;
  write_macs(e, frame.data);
  write_l3(e, frame.data + e.l3_offset);
  write_l4(e, frame.data);
  frame.tailroom += frame.length - e.packet_end;
  frame.length = e.packet_end;
  if (e.fixup != dp::Fixup::None) fix_up(e, frame.data);
  if (room != 0) push_outer(e.outer, e.l3_offset, frame);
  return true;
}

}  // namespace nicvs::soft
