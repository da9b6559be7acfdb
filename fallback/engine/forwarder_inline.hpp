// SPDX-License-Identifier: Apache-2.0
// The part of Forwarder that every packet of a known conn runs through.
#pragma once

#include <type_traits>

#include "fallback/edit/apply.hpp"
#include "fallback/engine/forwarder.hpp"
#include "fallback/engine/known.hpp"

namespace nicvs::soft {

constexpr std::uint32_t kLongestPacket = 65535;

inline dp::NextHop kernel_view(const NextHop& hop) {
  return {hop.port_mac, hop.neighbour_mac, hop.mtu, hop.kind == HopKind::Local};
}

// An IPv6 packet that was put together fits if the longest of its fragments did
// (__mtu_check_toobig_v6).
inline dp::NextHop kernel_view(const NextHop& hop, const dp::Parsed& p, const Assembly* assembly,
                               std::uint32_t overhead) {
  constexpr std::uint32_t kNoMtu = 0x1000000;  // longer than any packet
  dp::NextHop view = kernel_view(hop);
  const bool is_judged_by_fragments = assembly != nullptr && p.key.family == Family::Ipv6 &&
                                      hop.mtu >= dp::ipv6::kMinMtu + overhead;
  if (is_judged_by_fragments && assembly->largest + overhead <= hop.mtu) view.mtu = kNoMtu;
  return view;
}

// Behind the transport header if NAT changed it (skb_ensure_writable), else 0.
inline std::uint32_t rewritten_end(const dp::Parsed& p, const dp::EditList& edits) {
  constexpr std::uint16_t kPortEdits = dp::edit::kSrcPort | dp::edit::kDstPort;
  if ((edits.fields & kPortEdits) == 0) return 0;
  const unsigned header = p.key.protocol == Protocol::Tcp   ? dp::tcp::kMinLength
                          : p.key.protocol == Protocol::Udp ? dp::udp::kLength
                                                            : dp::sctp::kLength;
  return p.l4_offset + header;
}

// Calls forward(method) with the conn's method as a constant, so that each has code of its own.
template <class Forward>
Decision by_method(const Conn& conn, Forward forward) {
  switch (conn.method()) {
    case ForwardMethod::Nat:
      return forward(std::integral_constant<ForwardMethod, ForwardMethod::Nat>());
    case ForwardMethod::Dr:
      return forward(std::integral_constant<ForwardMethod, ForwardMethod::Dr>());
    case ForwardMethod::Tun:
      return forward(std::integral_constant<ForwardMethod, ForwardMethod::Tun>());
    case ForwardMethod::Bypass:
      return forward(std::integral_constant<ForwardMethod, ForwardMethod::Bypass>());
    default:
      return forward(std::integral_constant<ForwardMethod, ForwardMethod::Local>());
  }
}

template <class Known>
Decision Forwarder::send(const dp::Forwarding& forwarding, const NextHop& hop, Packet& packet,
                         Batch& batch, QuotedTtl quoted_ttl) {
  const auto& p = Known::of(packet.parsed);
  const Assembly* assembly = Known::assembly(packet);
  if (forwarding.reason != dp::Reason::None) [[unlikely]] {
    return refuse(forwarding.reason, forwarding.mtu, packet, batch, quoted_ttl);
  }
  if (const dp::Reason reason = check_link(hop); reason != dp::Reason::None) [[unlikely]] {
    return drop(reason);
  }
  const std::uint32_t outer = dp::outer_length(forwarding.edits.outer);
  if (p.ip_length + outer > kLongestPacket || !apply(forwarding.edits, *packet.frame)) {
    return drop(dp::Reason::Oversized);
  }
  if (hop.kind == HopKind::Local) return {dp::Verdict::PassToHost, dp::Reason::LocalDest};
  packet.frame->port = hop.port;
  if (forwarding.needs_fragmentation || assembly != nullptr) [[unlikely]] {
    return send_cut(hop.mtu, outer, rewritten_end(p, forwarding.edits), packet, batch);
  }
  return {dp::Verdict::Forward, dp::Reason::None};
}

// By the way in the DestLine, which holds.
inline NextHop Forwarder::hop_of(const Conn& conn) const {
  const DestWay& way = lines_[static_cast<std::uint32_t>(conn.dest_index)].way;
  NextHop hop;
  hop.kind = HopKind::Direct;
  hop.is_port_up = true;
  hop.has_neighbour = true;
  hop.port = way.port;
  hop.mtu = way.mtu;
  hop.port_mac = way.port_mac;
  hop.neighbour_mac = way.dest_mac;
  return hop;
}

inline dp::Tunnel Forwarder::tunnel_to(const Packet& packet, const Conn& conn,
                                       const ConnAddresses& addresses,
                                       const std::optional<IpAddress>& source) {
  const Dest& dest = conn.dest_index == kNoDest ? no_dest_ : core_.services.dest(conn.dest_index);
  const bool is_gue = dest.tunnel_type == TunnelType::Gue;
  const auto checksum_flags =
      tunnel_flag::kChecksum | (is_gue ? tunnel_flag::kRemoteChecksum : tunnel_flag::kNoChecksum);
  return {source ? source->value : dp::Address{},
          addresses.dest,
          conn.dest_family,
          dest.tunnel_type,
          (dest.tunnel_flags & checksum_flags) != 0 ? dp::TunnelChecksum::Present
                                                    : dp::TunnelChecksum::Absent,
          core_.settings.values().pmtu_disc != 0 ? dp::PmtuDiscovery::On : dp::PmtuDiscovery::Off,
          next_id_++,
          is_gue ? gue_port(packet.parsed.key) : std::uint16_t{0},
          dest.tunnel_port};
}

template <class Known, ForwardMethod kMethod>
Decision Forwarder::send_request(const NextHop& hop, const dp::Tunnel& tunnel, Packet& packet,
                                 const Conn& conn, const ConnAddresses& addresses, Batch& batch) {
  const auto& p = Known::of(packet.parsed);
  const std::uint32_t overhead =
      kMethod == ForwardMethod::Tun ? dp::tunnel_overhead(tunnel) : std::uint32_t{0};
  const dp::ConnView view{kMethod, conn.virtual_port, conn.dest_port, addresses.virtual_address,
                          addresses.dest};
  const dp::NextHop next = kernel_view(hop, p, Known::assembly(packet), overhead);
  return send<Known>(dp::forward_request(p, view, tunnel, next), hop, packet, batch,
                     QuotedTtl::Lowered);
}

template <class Known, ForwardMethod kMethod>
Decision Forwarder::to_dest_by(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                               Batch& batch) {
  if constexpr (Known::kKnowsDest && kMethod != ForwardMethod::Tun) {
    return send_request<Known, kMethod>(hop_of(conn), {}, packet, conn, addresses, batch);
  } else {
    const auto& p = Known::of(packet.parsed);
    const IpAddress target = kMethod == ForwardMethod::Bypass
                                 ? IpAddress{p.key.family, p.key.dst}
                                 : IpAddress{Known::dest_family(conn), addresses.dest};
    const HopCache::Hop& known = hops_.find(core_.net, core_.path_mtus, target, batch.now);
    if (known.next.kind == HopKind::Unreachable) [[unlikely]] {
      return unreachable(IcmpProblem::HostUnreachable, packet, batch);
    }
    if (kMethod == ForwardMethod::Bypass && known.next.kind == HopKind::Local) {
      return drop(dp::Reason::BypassToSelf);
    }
    const dp::Tunnel tunnel = kMethod == ForwardMethod::Tun
                                  ? tunnel_to(packet, conn, addresses, known.source)
                                  : dp::Tunnel{};
    return send_request<Known, kMethod>(known.next, tunnel, packet, conn, addresses, batch);
  }
}

template <class Known>
Decision Forwarder::to_dest(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                            Batch& batch) {
  return by_method(conn, [&](auto method) {
    return to_dest_by<Known, method()>(packet, conn, addresses, batch);
  });
}

template <class Known>
Decision Forwarder::to_client(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                              Batch& batch) {
  const auto& p = Known::of(packet.parsed);
  const NextHop hop = core_.net.next_hop({p.key.family, addresses.client});
  if (hop.kind == HopKind::Unreachable) [[unlikely]] {
    return unreachable(IcmpProblem::NoRoute, packet, batch);
  }
  return by_method(conn, [&](auto method) {
    const dp::ConnView view{method(), conn.virtual_port, conn.dest_port, addresses.virtual_address,
                            addresses.dest};
    const dp::NextHop next = kernel_view(hop, p, Known::assembly(packet), 0);
    // The MTU of a reply's way is looked at before its TTL is lowered (ip_forward).
    return send<Known>(dp::forward_reply(p, view, next), hop, packet, batch, QuotedTtl::AsReceived);
  });
}

}  // namespace nicvs::soft
