// SPDX-License-Identifier: Apache-2.0
// READ FIRST. The way of a frame through the decisions, and the last of them.
//
//   1. parse          frame -> Parsed with its FlowKey, or the reason why the host gets it
//   2. flow_hash      FlowKey -> bucket and tag
//   3. bucket_match   bucket, tag -> the ways that may hold the conn; the engine compares keys
//      no conn: service look-up and schedule.hpp choose a dest; the engine stores a new conn
//   4. conn_track     state, event -> next state, timeout, counters, flags
//   5. forward_*      conn, next hop -> TTL and MTU checks, rewrite -> EditList  (this file)
//   6. the engine applies the EditList and sends the frame, or acts on the reason
//
// Tables, timers and next hops live in the engine; each step is a pure function of values, the same
// for the CPU and the card. verdict.hpp names every reason.
#pragma once

#include <cstdint>

#include "nicvs/dp/bucket_match.hpp"
#include "nicvs/dp/conn_track.hpp"
#include "nicvs/dp/flow_hash.hpp"
#include "nicvs/dp/parse.hpp"
#include "nicvs/dp/rewrite.hpp"
#include "nicvs/dp/schedule.hpp"
#include "nicvs/dp/types.hpp"
#include "nicvs/dp/verdict.hpp"

namespace nicvs {
namespace dp {

// reason None: apply the edits and send. With needs_fragmentation, send fragments of the edited
// frame that fit the next hop's MTU. Other reasons: their verdict, and only mtu means something.
// mtu: bytes of a packet before encapsulation that fit; with MtuExceeded the sender is told it,
// unless it sent an ICMP error.
struct Forwarding {
  Reason reason;
  bool needs_fragmentation;
  std::uint32_t mtu;
  EditList edits;
};

// Whether the packet is too long for mtu and must not be fragmented on the way. Linux never refuses
// an IPv4 ICMP error, since nobody could be told.
constexpr bool exceeds_mtu(const Parsed& p, std::uint32_t mtu) {
  return p.ip_length > mtu &&
         (p.key.family == Family::Ipv6 || (p.dont_fragment && !is_icmp_error(p)));
}

// Checks that every method makes before it rewrites, in the kernel's order: TTL, then MTU.
constexpr Forwarding check_hop(const Parsed& p, const NextHop& hop, std::uint32_t mtu) {
  Forwarding f{};
  f.mtu = mtu;
  if (hop.is_local) {
    return f;
  }
  f.needs_fragmentation = p.ip_length > mtu;
  f.reason = p.ttl <= 1            ? Reason::TtlExceeded
             : exceeds_mtu(p, mtu) ? Reason::MtuExceeded
                                   : Reason::None;
  return f;
}

constexpr Forwarding forward_tunnel(const Parsed& p, const Tunnel& tunnel, const NextHop& hop) {
  const unsigned overhead = tunnel_overhead(tunnel);
  const unsigned min_mtu = tunnel.family == Family::Ipv4 ? ipv4::kMinMtu : ipv6::kMinMtu;
  Forwarding f = check_hop(p, hop, hop.mtu < overhead ? 0 : hop.mtu - overhead);
  if (hop.is_local) {
    edit_forward(p, hop, f.edits);
    return f;
  }
  if (f.reason != Reason::TtlExceeded && f.mtu < min_mtu) {
    f.reason = Reason::TunnelMtuTooSmall;
  } else if (f.reason == Reason::MtuExceeded && p.key.family == Family::Ipv4 &&
             tunnel.pmtu_discovery == PmtuDiscovery::Off) {
    f.reason = Reason::None;  // without pmtu_disc the outer packet carries no DF
  }
  if (f.reason == Reason::None) {
    edit_tunnel(p, tunnel, hop, f.edits);
  }
  return f;
}

// A packet from the client to the dest. `tunnel` counts only for method Tun.
constexpr Forwarding forward_request(const Parsed& p, const ConnView& conn, const Tunnel& tunnel,
                                     const NextHop& hop) {
  if (conn.method == ForwardMethod::Tun) {
    return forward_tunnel(p, tunnel, hop);
  }
  Forwarding f = check_hop(p, hop, hop.mtu);
  if (f.reason == Reason::None && conn.method == ForwardMethod::Nat) {
    edit_nat(p, NatEnd::Destination, conn.dest, conn.dest_port, hop, f.edits);
  } else if (f.reason == Reason::None) {
    edit_forward(p, hop, f.edits);
  }
  return f;
}

// A packet from the dest to the client, seen because the director is the dest's router.
constexpr Forwarding forward_reply(const Parsed& p, const ConnView& conn, const NextHop& hop) {
  Forwarding f = check_hop(p, hop, hop.mtu);
  if (f.reason == Reason::None && conn.method == ForwardMethod::Nat) {
    edit_nat(p, NatEnd::Source, conn.virtual_address, conn.virtual_port, hop, f.edits);
  } else if (f.reason == Reason::None) {
    edit_forward(p, hop, f.edits);
  }
  return f;
}

}  // namespace dp
}  // namespace nicvs
