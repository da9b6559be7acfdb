// SPDX-License-Identifier: Apache-2.0
#include "fallback/icmp/tunnel_error.hpp"

#include <algorithm>
#include <cstring>

#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

using dp::Family;

// What the headers between the outer IP header and the packet say.
struct Headers {
  TunnelType type = TunnelType::IpIp;
  std::uint16_t port = 0;
  unsigned length = 0;
};

std::optional<Headers> read_gue(const FrameWindow& w, unsigned at, unsigned end) {
  const unsigned gue = at + dp::udp::kLength;
  if (end < gue + dp::gue::kLength) return std::nullopt;
  const std::uint8_t first = w.byte(gue + dp::gue::kVersion);
  const bool is_data = first >> 5 == 0;  // variant 0, not a control message
  if (!is_data ||
      w.byte(gue + dp::gue::kProtocol) != static_cast<std::uint8_t>(dp::Protocol::IpIp)) {
    return std::nullopt;
  }
  const unsigned options = (first & 0x1fu) * 4u;
  return Headers{TunnelType::Gue, dp::be16(w, at + dp::l4::kDstPort),
                 dp::udp::kLength + dp::gue::kLength + options};
}

std::optional<Headers> read_gre(const FrameWindow& w, unsigned at, unsigned end) {
  if (end < at + dp::gre::kLength) return std::nullopt;
  const std::uint16_t flags = dp::be16(w, at + dp::gre::kFlags);
  const bool is_ours = (flags & ~dp::gre::kChecksumPresent) == 0 &&
                       dp::be16(w, at + dp::gre::kProtocol) == dp::ethernet::kIpv4;
  if (!is_ours) return std::nullopt;
  return Headers{TunnelType::Gre, 0, flags != 0 ? dp::gre::kChecksumLength : dp::gre::kLength};
}

std::optional<Headers> read_headers(const FrameWindow& w, std::uint8_t protocol, unsigned at,
                                    unsigned end) {
  switch (static_cast<dp::Protocol>(protocol)) {
    case dp::Protocol::IpIp:
      return Headers{};
    case dp::Protocol::Udp:
      return read_gue(w, at, end);
    case dp::Protocol::Gre:
      return read_gre(w, at, end);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<QuotedTunnel> quoted_tunnel(const FrameWindow& w, const dp::Parsed& outer) {
  if (outer.key.family != Family::Ipv4) return std::nullopt;
  const unsigned end = std::min<unsigned>(w.size(), outer.l3_offset + outer.ip_length);
  const unsigned l3 = outer.l4_offset + dp::icmp::kLength;
  if (end < l3 + dp::ipv4::kMinLength || w.byte(l3) >> 4 != 4) return std::nullopt;
  const unsigned header = (w.byte(l3) & 0x0fu) * 4u;
  const bool is_later = (dp::be16(w, l3 + dp::ipv4::kFragment) & dp::ipv4::kFragmentOffset) != 0;
  if (header < dp::ipv4::kMinLength || is_later) return std::nullopt;
  const auto headers = read_headers(w, w.byte(l3 + dp::ipv4::kProtocol), l3 + header, end);
  if (!headers) return std::nullopt;
  const EmbeddedPacket packet = parse_quoted(w, l3 + header + headers->length, end, Family::Ipv4);
  if (packet.reason != dp::Reason::None) return std::nullopt;  // nothing that is balanced
  const std::uint16_t fragment = dp::be16(w, packet.l3_offset + dp::ipv4::kFragment);
  return QuotedTunnel{headers->type,
                      headers->port,
                      dp::read_address(w, l3 + dp::ipv4::kSrc, Family::Ipv4),
                      dp::read_address(w, l3 + dp::ipv4::kDst, Family::Ipv4),
                      packet,
                      (fragment & dp::ipv4::kDontFragment) != 0,
                      packet.l3_offset - l3};
}

dp::Parsed strip_to_packet(const QuotedTunnel& about, const dp::Parsed& outer, Frame& frame) {
  const unsigned end = std::min<unsigned>(frame.length, outer.l3_offset + outer.ip_length);
  const unsigned stripped = about.packet.l3_offset - outer.l3_offset;
  std::memmove(frame.data + stripped, frame.data, outer.l3_offset);
  frame.tailroom += frame.length - end;
  frame.data += stripped;
  frame.headroom += stripped;
  frame.length = end - stripped;
  const FrameWindow w = FrameWindow::of(frame);
  const unsigned l3 = outer.l3_offset;
  dp::Parsed p{};
  p.key = about.packet.key;
  p.has_vlan = outer.has_vlan;
  p.vlan_tci = outer.vlan_tci;
  p.l3_offset = outer.l3_offset;
  p.l4_offset = static_cast<std::uint16_t>(about.packet.l4_offset - stripped);
  p.l3_length = static_cast<std::uint8_t>(p.l4_offset - l3);
  p.tos = w.byte(l3 + dp::ipv4::kTos);
  p.ttl = w.byte(l3 + dp::ipv4::kTtl);
  p.ip_checksum = dp::be16(w, l3 + dp::ipv4::kChecksum);
  p.ip_length = frame.length - l3;
  p.dont_fragment = about.dont_fragment;
  return p;
}

}  // namespace nicvs::soft
