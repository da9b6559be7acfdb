// SPDX-License-Identifier: Apache-2.0
// ICMP and ICMPv6 errors about a frame, as Linux would send them (RFC 792, 1122 3.2.2, 4443 2.4).
//
//   Frame error;
//   if (deserves_icmp_error(window, parsed) && allocator.allocate(error) &&
//       build_icmp_error({IcmpProblem::PortUnreachable, vip, id}, window, parsed, error)) {
//     error.port = frame.port; ...
//   }
#pragma once

#include <cstdint>

#include "fallback/edit/frame_window.hpp"
#include "fallback/frame.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

enum class IcmpProblem : std::uint8_t {
  PortUnreachable,   // 3/3, ICMPv6 1/4
  HostUnreachable,   // 3/1, ICMPv6 1/3 (address unreachable)
  TimeExceeded,      // 11/0, ICMPv6 3/0
  PacketTooBig,      // 3/4, ICMPv6 2/0
  NoRoute,           // 3/0 (net unreachable), ICMPv6 1/0: what the forwarding path says
  FragmentsMissing,  // 11/1, ICMPv6 3/1
  Relayed,           // as somebody else told it: IcmpError::type and code
};

// How the quoted packet appears: IPVS finds a packet too big after it has lowered its TTL, the
// forwarding path before.
enum class QuotedTtl : std::uint8_t { AsReceived, Lowered };

struct IcmpError {
  IcmpProblem problem;
  dp::Address src;   // of the error's IP header, of the packet's family
  std::uint16_t id;  // of the error's IP header (IPv4; the kernel counts)
  std::uint32_t mtu =
      0;  // PacketTooBig: the MTU to tell, in bytes. Relayed: the header's last word
  QuotedTtl quoted_ttl = QuotedTtl::AsReceived;
  std::uint8_t type = 0;  // Relayed only
  std::uint8_t code = 0;
};

// False where no error may be sent: about a packet whose IP header is wrong, about an ICMP error or
// redirect, about a fragment other than the first, about a packet to a group or broadcast (of layer
// 2 or 3), or from an address that is no single host's. Walk IPv6 extension headers before.
bool deserves_icmp_error(const FrameWindow& window, const dp::Parsed& p);

// Writes the error about a packet that deserves one into `out`, an empty buffer, with the MACs of
// the frame exchanged and its VLAN tag kept; whoever sends it elsewhere replaces the MACs. The
// quote is cut to 576 bytes of error in all (IPv6: 1280). False, and `out` is unchanged, if its
// tailroom is too small.
[[nodiscard]] bool build_icmp_error(const IcmpError& error, const FrameWindow& window,
                                    const dp::Parsed& p, Frame& out);

}  // namespace nicvs::soft
