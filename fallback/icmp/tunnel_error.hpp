// SPDX-License-Identifier: Apache-2.0
// ICMP errors about packets that the director itself sent into a tunnel.
//
//   if (const auto about = quoted_tunnel(window, parsed)) {   // parsed: is_icmp_error()
//     ... about->packet.key is the client's request, about->dest where the tunnel ends ...
//     strip_to_packet(*about, frame)
//   }
//
// As in IPVS: IPv4 packets in ipip, GUE and GRE over IPv4.
#pragma once

#include <optional>

#include "fallback/edit/frame_window.hpp"
#include "fallback/frame.hpp"
#include "fallback/icmp/icmp_translate.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

struct QuotedTunnel {
  TunnelType type;
  std::uint16_t port;     // GUE: the datagram's destination port
  dp::Address src;        // of the outer header
  dp::Address dest;       // of the outer header
  EmbeddedPacket packet;  // the client's, as it was tunnelled; reason None
  bool dont_fragment;     // of the client's packet
  unsigned overhead;      // bytes in front of the client's packet
};

// nullopt if the quoted packet is none that a tunnel made, is a later fragment, or too little of it
// is quoted. Whether the tunnel is one of ours is for the caller to find out.
std::optional<QuotedTunnel> quoted_tunnel(const FrameWindow& window, const dp::Parsed& outer);

// Cuts the frame down to its Ethernet header and the client's packet as far as it is quoted, and
// returns what is known of it: enough to tell its sender of the error.
dp::Parsed strip_to_packet(const QuotedTunnel& about, const dp::Parsed& outer, Frame& frame);

}  // namespace nicvs::soft
