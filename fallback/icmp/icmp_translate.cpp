// SPDX-License-Identifier: Apache-2.0
#include "fallback/icmp/icmp_translate.hpp"

#include <algorithm>

#include "fallback/edit/apply.hpp"
#include "fallback/edit/extension_headers.hpp"
#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

using dp::Family;
using dp::Reason;

unsigned packet_end(const FrameWindow& w, const dp::Parsed& p) {
  return std::min<unsigned>(w.size(), p.l3_offset + p.ip_length);
}

bool carries_ports(dp::Protocol protocol) {
  return protocol == dp::Protocol::Tcp || protocol == dp::Protocol::Udp ||
         protocol == dp::Protocol::Sctp;
}

bool is_sealed(dp::Protocol protocol) {
  return protocol == dp::Protocol::Ah || protocol == dp::Protocol::Esp;
}

Reason read_ports(const FrameWindow& w, unsigned end, EmbeddedPacket& out) {
  if (is_sealed(out.key.protocol)) return Reason::None;
  if (!carries_ports(out.key.protocol)) return Reason::UnknownProtocol;
  if (end < out.l4_offset + dp::l4::kPortsLength) return Reason::Truncated;
  out.key.src_port = dp::be16(w, out.l4_offset + dp::l4::kSrcPort);
  out.key.dst_port = dp::be16(w, out.l4_offset + dp::l4::kDstPort);
  return Reason::None;
}

Reason parse_embedded_ipv4(const FrameWindow& w, unsigned end, EmbeddedPacket& out) {
  const unsigned l3 = out.l3_offset;
  if (end < l3 + dp::ipv4::kMinLength) return Reason::Truncated;
  if (w.byte(l3) >> 4 != 4) return Reason::BadVersion;
  const unsigned header = (w.byte(l3) & 0x0fu) * 4u;
  if (header < dp::ipv4::kMinLength) return Reason::BadHeaderLength;
  if (end < l3 + header) return Reason::Truncated;
  out.key.protocol = static_cast<dp::Protocol>(w.byte(l3 + dp::ipv4::kProtocol));
  out.key.src = dp::read_address(w, l3 + dp::ipv4::kSrc, Family::Ipv4);
  out.key.dst = dp::read_address(w, l3 + dp::ipv4::kDst, Family::Ipv4);
  out.l4_offset = static_cast<std::uint16_t>(l3 + header);
  return read_ports(w, end, out);
}

// The quoted packet as the extension walker wants it: it ends where the frame's packet does.
dp::Parsed embedded_as_parsed(unsigned end, const EmbeddedPacket& e) {
  dp::Parsed p{};
  p.key = e.key;
  p.reason = Reason::ExtensionHeader;
  p.l3_length = dp::ipv6::kLength;
  p.l4_offset = e.l4_offset;
  p.ip_length = end;
  return p;
}

Reason parse_embedded_ipv6(const FrameWindow& w, unsigned end, EmbeddedPacket& out) {
  const unsigned l3 = out.l3_offset;
  if (end < l3 + dp::ipv6::kLength) return Reason::Truncated;
  if (w.byte(l3) >> 4 != 6) return Reason::BadVersion;
  const std::uint8_t next = w.byte(l3 + dp::ipv6::kNextHeader);
  out.key.protocol = static_cast<dp::Protocol>(next);
  out.key.src = dp::read_address(w, l3 + dp::ipv6::kSrc, Family::Ipv6);
  out.key.dst = dp::read_address(w, l3 + dp::ipv6::kDst, Family::Ipv6);
  out.l4_offset = static_cast<std::uint16_t>(l3 + dp::ipv6::kLength);
  if (dp::is_extension_header(next)) {
    // The transport header may be cut off behind its ports, so only the walk's end counts.
    const dp::Parsed walked = walk_extension_headers(w, embedded_as_parsed(end, out));
    if (walked.fragment == dp::Fragment::Later) return Reason::Fragment;
    out.key.protocol = walked.key.protocol;
    out.l4_offset = walked.l4_offset;
  }
  return read_ports(w, end, out);
}

void put_embedded(const EmbeddedPacket& e, const IcmpNat& nat, std::uint8_t* data) {
  const bool is_v4 = e.key.family == Family::Ipv4;
  const bool is_src = nat.end == dp::NatEnd::Destination;
  std::uint8_t* l3 = data + e.l3_offset;
  const unsigned address = is_v4 ? (is_src ? dp::ipv4::kSrc : dp::ipv4::kDst)
                                 : (is_src ? dp::ipv6::kSrc : dp::ipv6::kDst);
  put_address(l3 + address, e.key.family, nat.address);
  if (carries_ports(e.key.protocol)) {
    put_be16(data + e.l4_offset + (is_src ? dp::l4::kSrcPort : dp::l4::kDstPort), nat.port);
  }
  if (is_v4) {
    const unsigned header = (l3[0] & 0x0fu) * 4u;
    put_be16(l3 + dp::ipv4::kChecksum, 0);
    put_be16(l3 + dp::ipv4::kChecksum, internet_checksum({l3, header}));
  }
}

// The sum over an ICMP message, its pseudo header included where there is one.
std::uint16_t message_sum(const FrameWindow& w, const dp::Parsed& p, const dp::Address& src,
                          const dp::Address& dst) {
  const unsigned length = packet_end(w, p) - p.l4_offset;
  const std::uint32_t start =
      p.key.family == Family::Ipv4 ? 0 : pseudo_header_sum(src, dst, dp::Protocol::Icmpv6, length);
  return checksum_sum({w.data + p.l4_offset, length}, start);
}

}  // namespace

EmbeddedPacket parse_quoted(const FrameWindow& window, unsigned l3_offset, unsigned end,
                            Family family) {
  EmbeddedPacket out{};
  out.key.family = family;
  out.l3_offset = static_cast<std::uint16_t>(l3_offset);
  out.reason = family == Family::Ipv4 ? parse_embedded_ipv4(window, end, out)
                                      : parse_embedded_ipv6(window, end, out);
  return out;
}

EmbeddedPacket parse_embedded(const FrameWindow& window, const dp::Parsed& outer) {
  return parse_quoted(window, outer.l4_offset + dp::icmp::kLength, packet_end(window, outer),
                      outer.key.family);
}

bool has_right_icmp_checksum(const FrameWindow& window, const dp::Parsed& p) {
  return message_sum(window, p, p.key.src, p.key.dst) == 0xffffu;
}

void translate_icmp(const dp::Parsed& outer, const EmbeddedPacket& embedded, const IcmpNat& nat,
                    Frame& frame) {
  put_embedded(embedded, nat, frame.data);
  // ICMP has no ports, so this rewrites exactly the outer header; it needs no headroom.
  dp::EditList edits{};
  dp::edit_nat(outer, nat.end, nat.address, 0, nat.hop, edits);
  static_cast<void>(apply(edits, frame));
  const bool is_src = nat.end == dp::NatEnd::Source;
  std::uint8_t* checksum = frame.data + outer.l4_offset + dp::icmp::kChecksum;
  put_be16(checksum, 0);
  const std::uint16_t sum =
      message_sum(FrameWindow::of(frame), outer, is_src ? nat.address : outer.key.src,
                  is_src ? outer.key.dst : nat.address);
  put_be16(checksum, static_cast<std::uint16_t>(~sum));
}

}  // namespace nicvs::soft
