// SPDX-License-Identifier: Apache-2.0
// Sends a packet that was put together from fragments on as fragments: Linux's ip_do_fragment() and
// ip6_fragment() for packets with a frag_max_size.
#pragma once

#include <vector>

#include "fallback/fragments/reassembler.hpp"

namespace nicvs::soft {

struct Cutting {
  std::uint32_t mtu;         // of the next hop, bytes of layer 3
  const Assembly* assembly;  // nullptr: an ordinary packet that is too long
  dp::Family inner;          // of the packet that was put together
  std::uint32_t outer;       // bytes that a tunnel put in front of that packet
  // The frame's bytes before this offset were rewritten, and so are in one piece.
  std::uint32_t rewritten_end;
  std::uint32_t id;  // of an IPv6 fragment header
};

// Appends to `out` what is to be sent of `frame`, as it is rewritten: pieces no longer than the MTU
// and than the longest that arrived, or the whole packet where the kernel sends it so. Each in a
// buffer of `allocator`, with the frame's Ethernet header and port. The frame itself is only read.
//
// False if a buffer was missing or too short, or the headers leave no room in the MTU: what was
// appended until then is still to be sent or released.
[[nodiscard]] bool refragment(const Frame& frame, const Cutting& cutting, FrameAllocator& allocator,
                              std::vector<Frame>& out);

}  // namespace nicvs::soft
