// SPDX-License-Identifier: Apache-2.0
// The payload of a TCP packet in its frame: reading it, checking it, putting other text into it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fallback/frame.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

// Empty if the packet has none or its header length lies.
std::span<const std::uint8_t> tcp_payload(const Frame& frame, const dp::Parsed& parsed);

bool has_right_tcp_checksum(const Frame& frame, const dp::Parsed& parsed);

// Puts `text` in the place of [begin, end) of the payload; IP length, IP and TCP checksum follow,
// in the frame and in `parsed`. The frame must hold a packet with a right TCP checksum and loses
// padding behind it. False, and nothing is changed, if the longer packet would not fit the buffer
// or exceed what its IP length can say.
[[nodiscard]] bool replace_payload(std::size_t begin, std::size_t end, std::string_view text,
                                   Frame& frame, dp::Parsed& parsed);

}  // namespace nicvs::soft
