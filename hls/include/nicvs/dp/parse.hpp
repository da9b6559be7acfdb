// SPDX-License-Identifier: Apache-2.0
// A frame's headers -> the FlowKey, what rewriting needs, or the reason why the host must see it.
//
// One 802.1Q tag; IPv4 with options; IPv6 whose first next header is the transport header; TCP,
// UDP, SCTP, ICMP, AH, ESP. The checks and their order are those of the Linux receive path
// (version, header length, header checksum, total length); transport checksums are not verified, as
// in IPVS. Padding behind the IP length is legal and ignored; a header that reaches into it is
// truncated.
#pragma once

#include <cstdint>

#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/checksum.hpp"
#include "nicvs/dp/headers.hpp"
#include "nicvs/dp/types.hpp"
#include "nicvs/dp/verdict.hpp"

namespace nicvs {
namespace dp {

// Atomic: an IPv6 packet with a fragment header that is its own only fragment (RFC 6946).
enum class Fragment : std::uint8_t { None = 0, First = 1, Later = 2, Atomic = 3 };

// Lengths and offsets in bytes, offsets from the frame's first byte. When reason is not None, the
// fields of the headers before the fault are valid and the others are zero.
struct Parsed {
  FlowKey key;  // AH, ESP, ICMP and later fragments: ports 0
  Reason reason;
  Fragment fragment;
  bool has_vlan;
  bool is_l2_group;        // sent to a broadcast or multicast MAC
  bool dont_fragment;      // IPv4 only
  std::uint8_t l3_offset;  // 14 or 18
  std::uint8_t l3_length;  // the IP header with its options
  std::uint8_t tos;        // IPv6: traffic class
  std::uint8_t ttl;        // IPv6: hop limit
  std::uint8_t l4_length;  // TCP: as its data offset says, unchecked
  std::uint8_t tcp_flags;
  std::uint8_t icmp_type;
  std::uint8_t icmp_code;
  std::uint8_t sctp_chunks;    // chunk types known: 1 or 2
  std::uint8_t sctp_chunk[2];  // types of the first two chunks
  std::uint16_t vlan_tci;
  std::uint16_t l4_offset;
  std::uint16_t ip_checksum;  // IPv4 only
  std::uint16_t l4_checksum;  // TCP, UDP, ICMP
  std::uint16_t udp_length;   // as its header says, unchecked
  std::uint32_t ip_length;    // IP header and payload; what statistics count
};

template <class Window>
constexpr Address read_address(const Window& w, unsigned at, Family family) {
  return family == Family::Ipv4
             ? ipv4_address(be32(w, at))
             : Address{{{be32(w, at), be32(w, at + 4), be32(w, at + 8), be32(w, at + 12)}}};
}

// True for the IPv6 next headers that stand before the transport header (as the kernel walks them).
constexpr bool is_extension_header(std::uint8_t next_header) {
  return next_header == ipv6::kHopByHop || next_header == ipv6::kRouting ||
         next_header == ipv6::kFragment || next_header == ipv6::kAuthentication ||
         next_header == ipv6::kDestinationOptions || next_header == ipv6::kNoNext;
}

// Ethernet and one VLAN tag. Returns the EtherType behind them, 0 if the frame is too short.
template <class Window>
std::uint16_t parse_ethernet(const Window& w, Parsed& out) {
  out.l3_offset = ethernet::kLength;
  if (w.size() < ethernet::kLength) {
    return 0;
  }
  out.is_l2_group = (w.byte(ethernet::kDst) & 1u) != 0;
  const std::uint16_t type = be16(w, ethernet::kType);
  if (type != ethernet::kVlan) {
    return type;
  }
  if (w.size() < ethernet::kLength + ethernet::kVlanTagLength) {
    return 0;
  }
  out.has_vlan = true;
  out.vlan_tci = be16(w, ethernet::kLength);
  out.l3_offset = ethernet::kLength + ethernet::kVlanTagLength;
  return be16(w, ethernet::kLength + 2);
}

// The folded sum of an IPv4 header of 20..60 bytes; 0xffff if its checksum is right.
template <class Window>
std::uint16_t ipv4_header_sum(const Window& w, unsigned l3, unsigned length) {
  std::uint32_t sum = 0;
  for (unsigned i = 0; i < ipv4::kMinLength; i += 2) {
    sum += be16(w, l3 + i);
  }
  if (length == ipv4::kMinLength) {
    return checksum_fold(sum);
  }
  for (unsigned i = ipv4::kMinLength; i < ipv4::kMaxLength; i += 4) {
    sum += i < length ? static_cast<std::uint32_t>(be16(w, l3 + i)) + be16(w, l3 + i + 2) : 0u;
  }
  return checksum_fold(sum);
}

template <class Window>
Reason parse_ipv4(const Window& w, Parsed& out) {
  const unsigned l3 = out.l3_offset;
  if (w.size() < l3 + ipv4::kMinLength) return Reason::Truncated;
  const unsigned header = (w.byte(l3) & 0x0fu) * 4u;
  if ((w.byte(l3) >> 4) != 4) return Reason::BadVersion;
  if (header < ipv4::kMinLength) return Reason::BadHeaderLength;
  if (w.size() < l3 + header) return Reason::Truncated;
  out.key.family = Family::Ipv4;
  out.key.protocol = static_cast<Protocol>(w.byte(l3 + ipv4::kProtocol));
  out.key.src = read_address(w, l3 + ipv4::kSrc, Family::Ipv4);
  out.key.dst = read_address(w, l3 + ipv4::kDst, Family::Ipv4);
  out.l3_length = static_cast<std::uint8_t>(header);
  out.l4_offset = static_cast<std::uint16_t>(l3 + header);
  out.tos = w.byte(l3 + ipv4::kTos);
  out.ttl = w.byte(l3 + ipv4::kTtl);
  out.ip_checksum = be16(w, l3 + ipv4::kChecksum);
  out.ip_length = be16(w, l3 + ipv4::kTotalLength);
  const unsigned fragment = be16(w, l3 + ipv4::kFragment);
  out.dont_fragment = (fragment & ipv4::kDontFragment) != 0;
  out.fragment = (fragment & ipv4::kFragmentOffset) != 0  ? Fragment::Later
                 : (fragment & ipv4::kMoreFragments) != 0 ? Fragment::First
                                                          : Fragment::None;
  if (ipv4_header_sum(w, l3, header) != 0xffffu) return Reason::BadChecksum;
  if (out.ip_length < header || w.frame_size() < l3 + out.ip_length) return Reason::BadLength;
  return Reason::None;
}

template <class Window>
Reason parse_ipv6(const Window& w, Parsed& out) {
  const unsigned l3 = out.l3_offset;
  if (w.size() < l3 + ipv6::kLength) return Reason::Truncated;
  if ((w.byte(l3) >> 4) != 6) return Reason::BadVersion;
  out.key.family = Family::Ipv6;
  out.key.protocol = static_cast<Protocol>(w.byte(l3 + ipv6::kNextHeader));
  out.key.src = read_address(w, l3 + ipv6::kSrc, Family::Ipv6);
  out.key.dst = read_address(w, l3 + ipv6::kDst, Family::Ipv6);
  out.l3_length = ipv6::kLength;
  out.l4_offset = static_cast<std::uint16_t>(l3 + ipv6::kLength);
  out.tos = static_cast<std::uint8_t>(be16(w, l3) >> 4);
  out.ttl = w.byte(l3 + ipv6::kHopLimit);
  out.ip_length = ipv6::kLength + static_cast<std::uint32_t>(be16(w, l3 + ipv6::kPayloadLength));
  if (w.frame_size() < l3 + out.ip_length) return Reason::BadLength;
  return Reason::None;
}

// The second chunk matters only behind a cookie (conn_track.hpp). A second chunk outside of the
// window or the packet counts as absent.
template <class Window>
void parse_sctp_chunks(const Window& w, unsigned end, Parsed& out) {
  const unsigned first = out.l4_offset + sctp::kLength;
  out.sctp_chunks = 1;
  out.sctp_chunk[0] = w.byte(first + sctp::kChunkType);
  if (out.sctp_chunk[0] != sctp::kCookieEcho && out.sctp_chunk[0] != sctp::kCookieAck) {
    return;
  }
  const unsigned length = be16(w, first + sctp::kChunkLength);
  const unsigned second = first + ((length + 3u) & ~3u);
  if (length < sctp::kChunkHeaderLength || end < second + sctp::kChunkHeaderLength) {
    return;
  }
  out.sctp_chunks = 2;
  out.sctp_chunk[1] = w.byte(second + sctp::kChunkType);
}

// The transport header at out.l4_offset of protocol out.key.protocol; `l4_offset` must be right and
// at most 0xffff. For whoever walks IPv6 extension headers or embedded packets, too.
template <class Window>
Reason parse_transport(const Window& w, Parsed& out) {
  const unsigned at = out.l4_offset;
  const unsigned packet_end = out.l3_offset + out.ip_length;
  const unsigned end = w.size() < packet_end ? w.size() : packet_end;
  switch (out.key.protocol) {
    case Protocol::Tcp:
      if (end < at + tcp::kMinLength) return Reason::Truncated;
      out.l4_length = static_cast<std::uint8_t>((w.byte(at + tcp::kDataOffset) >> 4) * 4u);
      out.tcp_flags = w.byte(at + tcp::kFlags);
      out.l4_checksum = be16(w, at + tcp::kChecksum);
      break;
    case Protocol::Udp:
      if (end < at + udp::kLength) return Reason::Truncated;
      out.l4_length = udp::kLength;
      out.udp_length = be16(w, at + udp::kLengthField);
      out.l4_checksum = be16(w, at + udp::kChecksum);
      break;
    case Protocol::Sctp:
      if (end < at + sctp::kLength + sctp::kChunkHeaderLength) return Reason::Truncated;
      out.l4_length = sctp::kLength;
      parse_sctp_chunks(w, end, out);
      break;
    case Protocol::Icmp:
    case Protocol::Icmpv6:
      if ((out.key.protocol == Protocol::Icmp) != (out.key.family == Family::Ipv4)) {
        return Reason::UnknownProtocol;
      }
      if (end < at + icmp::kLength) return Reason::Truncated;
      out.l4_length = icmp::kLength;
      out.icmp_type = w.byte(at + icmp::kType);
      out.icmp_code = w.byte(at + icmp::kCode);
      out.l4_checksum = be16(w, at + icmp::kChecksum);
      return Reason::None;
    case Protocol::Ah:
    case Protocol::Esp:
      return Reason::None;
    default:
      return Reason::UnknownProtocol;
  }
  out.key.src_port = be16(w, at + l4::kSrcPort);
  out.key.dst_port = be16(w, at + l4::kDstPort);
  return Reason::None;
}

// Everything up to the IP header; the reason is None if the transport header comes next.
template <class Window>
Parsed parse_network(const Window& w) {
  Parsed out{};
  const std::uint16_t type = parse_ethernet(w, out);
  if (type == ethernet::kIpv4) {
    out.reason = parse_ipv4(w, out);
    if (out.reason == Reason::None && out.fragment != Fragment::None) {
      out.reason = Reason::Fragment;
    }
  } else if (type == ethernet::kIpv6) {
    out.reason = parse_ipv6(w, out);
    if (out.reason == Reason::None &&
        is_extension_header(static_cast<std::uint8_t>(out.key.protocol))) {
      out.reason = Reason::ExtensionHeader;
    }
  } else {
    out.reason = Reason::NotIp;
  }
  return out;
}

template <class Window>
Parsed parse(const Window& w) {
  Parsed out = parse_network(w);
  if (out.reason == Reason::None) {
    out.reason = parse_transport(w, out);
  }
  return out;
}

// The ICMP types that report on another packet and that IPVS therefore looks into.
constexpr bool is_icmp_error(const Parsed& p) {
  return p.key.protocol == Protocol::Icmp
             ? p.icmp_type == 3 || p.icmp_type == 4 || p.icmp_type == 11
             : p.key.protocol == Protocol::Icmpv6 && p.icmp_type < 128;
}

}  // namespace dp
}  // namespace nicvs
