// SPDX-License-Identifier: Apache-2.0
#include "fallback/edit/extension_headers.hpp"

#include <algorithm>

#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

constexpr unsigned kMaxChainBytes = 4096;
constexpr unsigned kFragmentHeaderLength = 8;
constexpr unsigned kMinHeaderLength = 8;

// RFC 8200: units of 8 bytes beyond the first; RFC 4302: of 4 bytes beyond the second.
unsigned header_length(std::uint8_t type, std::uint8_t length_field) {
  return type == dp::ipv6::kAuthentication ? (length_field + 2u) * 4u : (length_field + 1u) * 8u;
}

dp::Fragment fragment_of(std::uint16_t offset_and_flags) {
  return (offset_and_flags & 0xfff8u) != 0 ? dp::Fragment::Later
         : (offset_and_flags & 1u) != 0    ? dp::Fragment::First
                                           : dp::Fragment::Atomic;
}

}  // namespace

dp::Parsed walk_extension_headers(const FrameWindow& window, const dp::Parsed& p) {
  dp::Parsed out = p;
  const unsigned packet_end = std::min<unsigned>(window.size(), p.l3_offset + p.ip_length);
  const unsigned end = std::min(packet_end, p.l4_offset + kMaxChainBytes);
  auto type = static_cast<std::uint8_t>(p.key.protocol);
  unsigned at = p.l4_offset;
  while (dp::is_extension_header(type) && type != dp::ipv6::kNoNext) {
    if (end < at + kMinHeaderLength) {
      out.reason = dp::Reason::Truncated;
      return out;
    }
    const std::uint8_t next = window.byte(at);
    if (type == dp::ipv6::kFragment) {
      out.fragment = fragment_of(dp::be16(window, at + 2));
      at += kFragmentHeaderLength;
    } else {
      at += header_length(type, window.byte(at + 1));
    }
    type = next;
    if (out.fragment == dp::Fragment::First || out.fragment == dp::Fragment::Later) {
      break;
    }
  }
  out.key.protocol = static_cast<dp::Protocol>(type);
  out.l4_offset = static_cast<std::uint16_t>(at);
  if (end < at) {
    out.reason = dp::Reason::Truncated;
    return out;
  }
  out.reason = type == dp::ipv6::kNoNext            ? dp::Reason::ExtensionHeader
               : out.fragment != dp::Fragment::None ? dp::Reason::Fragment
                                                    : dp::parse_transport(window, out);
  return out;
}

}  // namespace nicvs::soft
