// SPDX-License-Identifier: Apache-2.0
// Splits an IPv4 packet into fragments that fit an MTU (RFC 791, section 3.2), as Linux does.
#pragma once

#include <cstdint>
#include <vector>

#include "fallback/frame.hpp"

namespace nicvs::soft {

// Appends the fragments of `frame` to `out` in order; each has the frame's Ethernet header (with
// its VLAN tag), its port, and a buffer of `allocator`. The frame itself is only read and stays the
// caller's. Its IPv4 header must have been parsed and its checksum be right; the DF bit is kept and
// not obeyed. Options that are not to be copied become no-operations in all fragments but the
// first. A frame that is a fragment itself is split further. mtu: bytes of layer 3, at least 68.
//
// False if a buffer was missing or too short, or the frame holds no IPv4 packet: what was appended
// until then is still to be sent or released.
[[nodiscard]] bool fragment_ipv4(const Frame& frame, std::uint32_t mtu, FrameAllocator& allocator,
                                 std::vector<Frame>& out);

// One fragment of the same packet: `bytes` of its payload from `from` on, a multiple of 8.
[[nodiscard]] bool append_fragment_ipv4(const Frame& frame, std::uint32_t from, std::uint32_t bytes,
                                        FrameAllocator& allocator, std::vector<Frame>& out);

}  // namespace nicvs::soft
