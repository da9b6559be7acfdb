// SPDX-License-Identifier: Apache-2.0
// ICMP errors about packets of conns: the conn they speak of, and their NAT.
//
//   const EmbeddedPacket about = parse_embedded(window, parsed);       // parsed: is_icmp_error()
//   ... about.key of a request:  the error comes from the dest's side (NatEnd::Source)
//   ... about.key of a reply:    it comes from the client's side (NatEnd::Destination)
//   if (!has_right_icmp_checksum(window, parsed)) drop, IcmpBadChecksum
//   translate_icmp(parsed, about, {NatEnd::Destination, dest, dest_port, hop}, frame);
#pragma once

#include <cstdint>

#include "fallback/edit/frame_window.hpp"
#include "fallback/frame.hpp"
#include "nicvs/dp/parse.hpp"
#include "nicvs/dp/rewrite.hpp"

namespace nicvs::soft {

// The packet that an ICMP error quotes. Offsets from the frame's first byte.
struct EmbeddedPacket {
  dp::Reason reason;  // None, or why no conn can be looked up
  dp::FlowKey key;    // as quoted: a packet that travelled the other way than the error
  std::uint16_t l3_offset;
  std::uint16_t l4_offset;
};

// Needs the quoted IP header and four bytes of transport; what the quoted length fields claim does
// not matter; of AH and ESP the IP header suffices, their ports are 0. Truncated, BadVersion,
// BadHeaderLength as for frames; UnknownProtocol for other transports; Fragment for quoted IPv6
// fragments other than the first. Quoted later IPv4 fragments are looked up by their first four
// bytes, as IPVS does.
EmbeddedPacket parse_embedded(const FrameWindow& window, const dp::Parsed& outer);

// The same for a quoted packet whose header begins at l3_offset and of which nothing is quoted from
// `end` on; both within the window.
EmbeddedPacket parse_quoted(const FrameWindow& window, unsigned l3_offset, unsigned end,
                            dp::Family family);

// The checksum of an ICMP or ICMPv6 message over the IP packet's payload.
bool has_right_icmp_checksum(const FrameWindow& window, const dp::Parsed& p);

// end: which end of the ICMP packet gets the address; the embedded packet gets address and port at
// its opposite end. Destination: to the dest, address and port are the dest's. Source: to the
// client, they are the service's.
struct IcmpNat {
  dp::NatEnd end;
  dp::Address address;
  std::uint16_t port;
  dp::NextHop hop;  // a local hop leaves MACs and TTL; otherwise the TTL is at least 2
};

// Rewrites the frame in place; `outer` and `embedded` are its own and embedded.reason is None.
// Whatever the ICMP checksum was, it, the embedded and the outer IPv4 header checksum come
// out right; the embedded transport checksum is left as it is, as in IPVS. Padding is
// cut off.
void translate_icmp(const dp::Parsed& outer, const EmbeddedPacket& embedded, const IcmpNat& nat,
                    Frame& frame);

}  // namespace nicvs::soft
