// SPDX-License-Identifier: Apache-2.0
// Applies an edit list of the rewrite kernel to a frame in its buffer.
//
//   const dp::Forwarding f = dp::forward_request(parsed, conn, tunnel, hop);
//   if (f.reason == dp::Reason::None && apply(f.edits, frame)) { ... send it ... }
#pragma once

#include "fallback/frame.hpp"
#include "nicvs/dp/rewrite.hpp"

namespace nicvs::soft {

// The list was made from this frame's Parsed. Writes the fields, cuts off padding behind the IP
// packet, computes full UDP checksums and SCTP's CRC where asked, and moves the Ethernet header
// into the headroom to make room for an outer header. Frame::data, length and headroom follow.
// False, and the frame is unchanged, if the headroom (at most 52 bytes are needed) does not
// suffice.
[[nodiscard]] bool apply(const dp::EditList& edits, Frame& frame);

}  // namespace nicvs::soft
