// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/forwarder_inline.hpp"

#include "fallback/edit/put.hpp"
#include "nicvs/dp/flow_hash.hpp"

namespace nicvs::soft {
std::uint16_t Forwarder::gue_port(const dp::FlowKey& flow) const {
  return dp::gue_source_port(dp::flow_hash(flow, core_.hash_key));
}

template Decision Forwarder::to_dest<AnyPacket>(Packet&, const Conn&, const ConnAddresses&, Batch&);
template Decision Forwarder::to_client<AnyPacket>(Packet&, const Conn&, const ConnAddresses&,
                                                  Batch&);

void Forwarder::begin_epoch() {
  net_generation_ = core_.net.generation();
  mtu_generation_ = core_.path_mtus.generation();
  epoch_ += 2;
  if (epoch_ != 0) return;
  for (std::size_t i = 0; i < lines_.size(); ++i) lines_[i].way = {};
  epoch_ = 2;
}

// Not simple: a dest out of service, a dest here, one that cannot be reached now, and a way whose
// MTU will be forgotten.
bool Forwarder::find_way(const Conn& conn, Time now) {
  const Dest& dest = core_.services.dest(conn.dest_index);
  const IpAddress target{Family::Ipv4, dp::ipv4_address(conn.dest)};
  const NextHop hop = core_.net.next_hop(target);
  const bool is_simple = dest.is_available() && dest.key().address == target &&
                         hop.kind != HopKind::Local && hop.blocked() == dp::Reason::None &&
                         core_.path_mtus.find(target, hop.mtu, now).until == Time::max();
  lines_[static_cast<std::uint32_t>(conn.dest_index)].way = {
      is_simple ? epoch_ : epoch_ | kHasNoWay, hop.mtu, hop.port, hop.port_mac, hop.neighbour_mac};
  return is_simple;
}

Decision Forwarder::unreachable(IcmpProblem problem, const Packet& packet, Batch& batch) {
  tell_sender(problem, packet, batch);
  return drop(dp::Reason::NoRoute);
}

Decision Forwarder::refuse(dp::Reason reason, std::uint32_t mtu, const Packet& packet, Batch& batch,
                           QuotedTtl quoted_ttl) {
  if (reason == dp::Reason::TtlExceeded) {
    tell_sender(IcmpProblem::TimeExceeded, packet, batch);
  } else if (reason == dp::Reason::MtuExceeded) {
    tell_sender(IcmpProblem::PacketTooBig, packet, batch, mtu, quoted_ttl);
  }
  return drop(reason);
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
Decision Forwarder::send_cut(std::uint32_t mtu, std::uint32_t outer, std::uint32_t rewritten_end,
                             Packet& packet, Batch& batch) {
  const std::size_t first = batch.originated.size();
  const Cutting cutting{mtu,   packet.assembly, packet.parsed.key.family,
                        outer, rewritten_end,   fragment_id()};
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
    return send_cut(hop.mtu, 0, embedded.l4_offset + dp::l4::kPortsLength, packet, batch);
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
  begin_batch();
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
