// SPDX-License-Identifier: Apache-2.0
// Puts the headers of a tunnel in front of a frame's packet.
#pragma once

#include "fallback/frame.hpp"
#include "nicvs/dp/outer_header.hpp"

namespace nicvs::soft {

// Moves what stands before l3_offset into the headroom, of which there must be
// dp::outer_length(outer), writes the headers and computes the tunnel's checksum over the packet,
// which ends with the frame. Frame::data, length and headroom follow.
void push_outer(const dp::OuterHeader& outer, unsigned l3_offset, Frame& frame);

}  // namespace nicvs::soft
