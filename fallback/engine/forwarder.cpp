// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/forwarder.hpp"

#include "fallback/edit/apply.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/flow_hash.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kNoMtu = 0x1000000;  // longer than any packet
constexpr std::uint32_t kLongestPacket = 65535;

dp::NextHop kernel_view(const NextHop& hop) {
  return {hop.port_mac, hop.neighbour_mac, hop.mtu, hop.kind == HopKind::Local};
}

// An IPv6 packet that was put together fits if the longest of its fragments did
// (__mtu_check_toobig_v6).
dp::NextHop kernel_view(const NextHop& hop, const Packet& packet, std::uint32_t overhead) {
  dp::NextHop view = kernel_view(hop);
  const bool is_judged_by_fragments = packet.assembly != nullptr &&
                                      packet.parsed.key.family == Family::Ipv6 &&
                                      hop.mtu >= dp::ipv6::kMinMtu + overhead;
  if (is_judged_by_fragments && packet.assembly->largest + overhead <= hop.mtu) view.mtu = kNoMtu;
  return view;
}

// Behind the transport header if NAT changed it (skb_ensure_writable), else 0.
std::uint32_t rewritten_end(const dp::Parsed& p, const dp::EditList& edits) {
  constexpr std::uint16_t kPortEdits = dp::edit::kSrcPort | dp::edit::kDstPort;
  if ((edits.fields & kPortEdits) == 0) return 0;
  const unsigned header = p.key.protocol == Protocol::Tcp   ? dp::tcp::kMinLength
                          : p.key.protocol == Protocol::Udp ? dp::udp::kLength
                                                            : dp::sctp::kLength;
  return p.l4_offset + header;
}

dp::ConnView view_of(const Conn& conn, const ConnAddresses& addresses) {
  return {conn.method(), conn.virtual_port, conn.dest_port, addresses.virtual_address,
          addresses.dest};
}

}  // namespace

dp::Reason Forwarder::check_link(const NextHop& hop) {
  const dp::Reason reason = hop.blocked();
  if (reason == dp::Reason::NoNeighbour) wanted_.add(hop.port, hop.neighbour);
  return reason;
}

dp::Tunnel Forwarder::tunnel_to(const Packet& packet, const Conn& conn,
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
          is_gue ? dp::gue_source_port(dp::flow_hash(packet.parsed.key, core_.hash_key))
                 : std::uint16_t{0},
          dest.tunnel_port};
}

Decision Forwarder::to_dest(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                            Batch& batch) {
  const bool is_bypass = conn.method() == ForwardMethod::Bypass;
  const IpAddress target = is_bypass ? IpAddress{packet.parsed.key.family, packet.parsed.key.dst}
                                     : IpAddress{conn.dest_family, addresses.dest};
  const HopCache::Hop& known = hops_.find(core_.net, core_.path_mtus, target, batch.now);
  const NextHop& hop = known.next;
  if (hop.kind == HopKind::Unreachable) {
    tell_sender(IcmpProblem::HostUnreachable, packet, batch);
    return drop(dp::Reason::NoRoute);
  }
  if (is_bypass && hop.kind == HopKind::Local) return drop(dp::Reason::BypassToSelf);
  const bool is_tunnel = conn.method() == ForwardMethod::Tun;
  const dp::Tunnel tunnel =
      is_tunnel ? tunnel_to(packet, conn, addresses, known.source) : dp::Tunnel{};
  const std::uint32_t overhead = is_tunnel ? dp::tunnel_overhead(tunnel) : 0;
  return send(dp::forward_request(packet.parsed, view_of(conn, addresses), tunnel,
                                  kernel_view(hop, packet, overhead)),
              hop, packet, batch, QuotedTtl::Lowered);
}

Decision Forwarder::to_client(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                              Batch& batch) {
  const NextHop hop = core_.net.next_hop({conn.family, addresses.client});
  if (hop.kind == HopKind::Unreachable) {
    tell_sender(IcmpProblem::NoRoute, packet, batch);
    return drop(dp::Reason::NoRoute);
  }
  // The MTU of a reply's way is looked at before its TTL is lowered (ip_forward).
  return send(
      dp::forward_reply(packet.parsed, view_of(conn, addresses), kernel_view(hop, packet, 0)), hop,
      packet, batch, QuotedTtl::AsReceived);
}

Decision Forwarder::refuse(const dp::Forwarding& forwarding, const Packet& packet, Batch& batch,
                           QuotedTtl quoted_ttl) {
  if (forwarding.reason == dp::Reason::TtlExceeded) {
    tell_sender(IcmpProblem::TimeExceeded, packet, batch);
  } else if (forwarding.reason == dp::Reason::MtuExceeded) {
    tell_sender(IcmpProblem::PacketTooBig, packet, batch, forwarding.mtu, quoted_ttl);
  }
  return drop(forwarding.reason);
}

Decision Forwarder::send(const dp::Forwarding& forwarding, const NextHop& hop, Packet& packet,
                         Batch& batch, QuotedTtl quoted_ttl) {
  if (forwarding.reason != dp::Reason::None) return refuse(forwarding, packet, batch, quoted_ttl);
  if (const dp::Reason reason = check_link(hop); reason != dp::Reason::None) return drop(reason);
  const std::uint32_t outer = dp::outer_length(forwarding.edits.outer);
  if (packet.parsed.ip_length + outer > kLongestPacket || !apply(forwarding.edits, *packet.frame)) {
    return drop(dp::Reason::Oversized);
  }
  if (hop.kind == HopKind::Local) return {dp::Verdict::PassToHost, dp::Reason::LocalDest};
  packet.frame->port = hop.port;
  if (forwarding.needs_fragmentation || packet.assembly != nullptr) {
    return send_cut(hop, outer, rewritten_end(packet.parsed, forwarding.edits), packet, batch);
  }
  return {dp::Verdict::Forward, dp::Reason::None};
}

bool Forwarder::cut(const Packet& packet, const Cutting& cutting, Batch& batch) {
  const std::size_t first = batch.originated.size();
  if (refragment(*packet.frame, cutting, batch.allocator, batch.originated)) return true;
  batch.allocator.release(std::span(batch.originated).subspan(first));
  batch.originated.resize(first);
  return false;
}

bool Forwarder::cut_for_host(const Packet& packet, Batch& batch) {
  constexpr std::uint32_t kAnyMtu = 65535;
  return cut(packet, {kAnyMtu, packet.assembly, packet.parsed.key.family, 0, 0, fragment_id()},
             batch);
}

// The kernel draws them at random (ipv6_select_ident): nobody shall guess the next one.
std::uint32_t Forwarder::fragment_id() {
  const auto id = static_cast<std::uint32_t>(dp::siphash13(next_fragment_id_++, core_.hash_key));
  return id != 0 ? id : 1;
}

// The fragments leave as frames of their own; the frame itself becomes the first of them, unless it
// is the reassembler's.
Decision Forwarder::send_cut(const NextHop& hop, std::uint32_t outer, std::uint32_t rewritten_end,
                             Packet& packet, Batch& batch) {
  const std::size_t first = batch.originated.size();
  const Cutting cutting{hop.mtu, packet.assembly, packet.parsed.key.family,
                        outer,   rewritten_end,   fragment_id()};
  if (!cut(packet, cutting, batch)) return drop(dp::Reason::TxRingFull);
  if (packet.assembly == nullptr) {
    std::swap(*packet.frame, batch.originated[first]);
    batch.allocator.release({&batch.originated[first], 1});
    batch.originated.erase(batch.originated.begin() + static_cast<std::ptrdiff_t>(first));
  }
  return {dp::Verdict::Forward, dp::Reason::None};
}

Decision Forwarder::icmp_to(dp::NatEnd end, Packet& packet, const EmbeddedPacket& embedded,
                            const Conn& conn, const ConnAddresses& addresses, Batch& batch) {
  const bool to_dest = end == dp::NatEnd::Destination;
  const NextHop hop = core_.net.next_hop(to_dest ? IpAddress{conn.dest_family, addresses.dest}
                                                 : IpAddress{conn.family, addresses.client});
  if (hop.kind == HopKind::Unreachable) return drop(dp::Reason::NoRoute);
  if (hop.kind != HopKind::Local && packet.parsed.ttl <= 1) return drop(dp::Reason::TtlExceeded);
  if (const dp::Reason reason = check_link(hop); reason != dp::Reason::None) return drop(reason);
  translate_icmp(packet.parsed, embedded,
                 {end, to_dest ? addresses.dest : addresses.virtual_address,
                  to_dest ? conn.dest_port : conn.virtual_port, kernel_view(hop)},
                 *packet.frame);
  if (hop.kind == HopKind::Local) return {dp::Verdict::PassToHost, dp::Reason::LocalDest};
  packet.frame->port = hop.port;
  if (packet.assembly != nullptr) {
    return send_cut(hop, 0, embedded.l4_offset + dp::l4::kPortsLength, packet, batch);
  }
  return {dp::Verdict::Forward, dp::Reason::None};
}

// The error leaves by the route to the sender, from the address that the packet was sent to if it
// is the director's, else from its address on that port (RFC 1122 3.2.2: any address of the host).
void Forwarder::tell_sender(IcmpProblem problem, const Packet& packet, Batch& batch,
                            std::uint32_t mtu, QuotedTtl quoted_ttl) {
  send_error({problem, {}, 0, mtu, quoted_ttl}, packet, batch);
}

void Forwarder::send_error(IcmpError error, const Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (!deserves_icmp_error(packet.window(), p)) return;
  const NextHop hop = core_.net.next_hop({p.key.family, p.key.src});
  if (hop.kind == HopKind::Local || check_link(hop) != dp::Reason::None) return;
  const IpAddress addressed{p.key.family, p.key.dst};
  const auto source = core_.net.is_local(addressed)
                          ? addressed
                          : core_.net.source_for(hop, {p.key.family, p.key.src});
  Frame frame;
  if (!source || !batch.allocator.allocate(frame)) return;
  error.src = source->value;
  error.id = next_id_++;
  if (!build_icmp_error(error, packet.window(), p, frame)) {
    batch.allocator.release({&frame, 1});
    return;
  }
  put_mac(frame.data, hop.neighbour_mac);
  put_mac(frame.data + 6, hop.port_mac);
  frame.port = hop.port;
  batch.originated.push_back(frame);
}

// The kernel tells the MTU that it had before it learned this one, less an outer IPv4 header only;
// the client then learns the right one from its next packet. Here it is told at once.
std::uint32_t Forwarder::learn_path_mtu(const QuotedTunnel& about, std::uint32_t told, Time now) {
  const IpAddress dest{Family::Ipv4, about.dest};
  const std::uint32_t route_mtu = core_.net.next_hop(dest).mtu;
  const std::uint32_t mtu = core_.path_mtus.learn(dest, told, route_mtu, now);
  return mtu > dp::ipv4::kMinMtu + about.overhead ? mtu - about.overhead : mtu;
}

Decision Forwarder::tunnel_error(Packet& packet, const QuotedTunnel& about, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  IcmpError error{IcmpProblem::Relayed, {}, 0, dp::be32(packet.window(), p.l4_offset + 4u)};
  error.type = p.icmp_type;
  error.code = p.icmp_code;
  const bool is_too_long = error.type == 3 && error.code == 4;
  if (is_too_long && core_.net.is_local({Family::Ipv4, about.src})) {
    error.mtu = learn_path_mtu(about, error.mtu & 0xffff, batch.now);
  }
  if (is_too_long && !about.dont_fragment) return drop(dp::Reason::TunnelError);
  packet.parsed = strip_to_packet(about, p, *packet.frame);
  send_error(error, packet, batch);
  return drop(dp::Reason::TunnelError);
}

}  // namespace nicvs::soft
