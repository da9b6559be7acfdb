// SPDX-License-Identifier: Apache-2.0
#include "fallback/fragments/piece.hpp"

#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

constexpr unsigned kFragmentHeader = 8;
constexpr unsigned kMaxPayload = 65535;
constexpr std::uint8_t kEcn = 3;
constexpr std::uint32_t kUnit = 8;  // of fragment offsets

dp::FlowKey key_of(const dp::FlowKey& flow, std::uint32_t id) {
  dp::FlowKey key = flow;
  key.src_port = static_cast<std::uint16_t>(id >> 16);
  key.dst_port = static_cast<std::uint16_t>(id);
  return key;
}

Piece read_ipv4(const FrameWindow& w, const dp::Parsed& p) {
  const unsigned l3 = p.l3_offset;
  const unsigned field = dp::be16(w, l3 + dp::ipv4::kFragment);
  Piece piece{};
  piece.datagram = key_of(p.key, dp::be16(w, l3 + dp::ipv4::kId));
  piece.offset = (field & dp::ipv4::kFragmentOffset) * kUnit;
  piece.end = piece.offset + p.ip_length - p.l3_length;
  piece.is_last = (field & dp::ipv4::kMoreFragments) == 0;
  if (!piece.is_last) piece.end &= ~(kUnit - 1);
  piece.dont_fragment = p.dont_fragment;
  piece.ecn = p.tos & kEcn;
  piece.l3_at = p.l3_offset;
  piece.header_end = static_cast<std::uint16_t>(l3 + p.l3_length);
  piece.payload_at = piece.header_end;
  piece.packet_size = p.l3_length + piece.end - piece.offset;
  return piece;
}

// Whether a first fragment lacks a part of the header that comes first in it (RFC 8200, 4.5).
bool lacks_header(const FrameWindow& w, unsigned at, unsigned end, std::uint8_t type) {
  while (dp::is_extension_header(type) && type != dp::ipv6::kNoNext) {
    if (end < at + 2) return true;
    const std::uint8_t length = w.byte(at + 1);
    const std::uint8_t next = w.byte(at);
    at += type == dp::ipv6::kAuthentication ? (length + 2u) * 4u
          : type == dp::ipv6::kFragment     ? kFragmentHeader
                                            : (length + 1u) * kUnit;
    type = next;
  }
  unsigned needed = 0;
  switch (static_cast<dp::Protocol>(type)) {
    case dp::Protocol::Tcp:
      needed = dp::tcp::kMinLength;
      break;
    case dp::Protocol::Udp:
    case dp::Protocol::Icmpv6:
      needed = dp::udp::kLength;
      break;
    default:
      break;
  }
  return end < at + needed;
}

// From the IPv6 header to the fragment header, which is there and whole since p was walked.
unsigned find_fragment_header(const FrameWindow& w, const dp::Parsed& p, Piece& piece) {
  unsigned announced_at = p.l3_offset + dp::ipv6::kNextHeader;
  unsigned at = p.l3_offset + dp::ipv6::kLength;
  while (w.byte(announced_at) != dp::ipv6::kFragment) {
    const std::uint8_t type = w.byte(announced_at);
    const unsigned length = w.byte(at + 1);
    announced_at = at;
    at += type == dp::ipv6::kAuthentication ? (length + 2u) * 4u : (length + 1u) * kUnit;
  }
  piece.next_at = static_cast<std::uint16_t>(announced_at);
  return at;
}

Piece read_ipv6(const FrameWindow& w, const dp::Parsed& p) {
  Piece piece{};
  const unsigned header = find_fragment_header(w, p, piece);
  const unsigned packet_end = p.l3_offset + p.ip_length;
  const unsigned field = dp::be16(w, header + 2);
  piece.datagram = key_of(p.key, dp::be32(w, header + 4));
  piece.datagram.protocol = dp::Protocol::Ip;
  piece.l3_at = p.l3_offset;
  piece.offset = field & ~(kUnit - 1);
  piece.header_end = static_cast<std::uint16_t>(header);
  piece.payload_at = static_cast<std::uint16_t>(header + kFragmentHeader);
  piece.end = piece.offset + packet_end - piece.payload_at;
  piece.is_last = (field & 1u) == 0;
  piece.ecn = p.tos & kEcn;
  piece.packet_size = p.ip_length;
  if (piece.end > kMaxPayload) {
    piece.reason = dp::Reason::BadFragment;
  } else if (piece.offset == 0 && lacks_header(w, piece.payload_at, packet_end, w.byte(header))) {
    piece.reason = dp::Reason::Fragment;
  }
  return piece;
}

}  // namespace

Piece read_piece(const FrameWindow& window, const dp::Parsed& p) {
  return p.key.family == dp::Family::Ipv4 ? read_ipv4(window, p) : read_ipv6(window, p);
}

}  // namespace nicvs::soft
