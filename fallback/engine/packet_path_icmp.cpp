// SPDX-License-Identifier: Apache-2.0
// ICMP errors: about a packet of a conn, those that may open a conn, and those about the director's
// own packets in tunnels.
#include <mutex>

#include "fallback/engine/known.hpp"
#include "fallback/engine/packet_path.hpp"

namespace nicvs::soft {
namespace {

// The kernel asks for any dest at the tunnel's end, not for the conn's own.
bool is_tunnel_of_dest(const Core& core, const QuotedTunnel& about) {
  return core.services.is_tunnel_end(
      tunnel_end(about.type, about.port, {Family::Ipv4, about.dest}));
}

// A later fragment of IPv4 in a tunnel of UDP cannot be told from one without a tunnel: an error
// about it is the host's, as in ip_vs_in_icmp.
bool may_be_part_of_tunnel(const Packet& packet, const EmbeddedPacket& about) {
  if (about.key.family != Family::Ipv4 || about.key.protocol != Protocol::Udp) return false;
  const FrameWindow window = packet.window();
  return (be16(window, about.l3_offset + dp::ipv4::kFragment) & dp::ipv4::kFragmentOffset) != 0;
}

}  // namespace

Decision PacketPath::decide_icmp(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (!dp::is_icmp_error(p)) return {dp::Verdict::PassToHost, dp::Reason::IcmpQuery};
  if (const auto decision = icmp_of_tunnel(packet, batch)) return *decision;
  const EmbeddedPacket embedded = parse_embedded(packet.window(), p);
  if (embedded.reason != dp::Reason::None) {
    return {dp::Verdict::PassToHost, dp::Reason::IcmpNotOurs};
  }
  // The quoted packet travelled the other way: the one that is looked up would have come from
  // where the error comes from.
  const dp::FlowKey key = lookup_key(dp::reversed(embedded.key));
  const ConnTable::Hit hit = conns_.find(key, conns_.hash_of(key));
  if ((!hit || hit.from == dp::Side::Client) && may_be_part_of_tunnel(packet, embedded)) {
    return {dp::Verdict::PassToHost, dp::Reason::IcmpNotOurs};
  }
  if (!hit) return schedule_icmp(packet, embedded, batch);
  // The checksums that the kernel looks at: of what it translates for a client
  // (handle_response_icmp), and of IPv4 errors for a dest (ip_vs_in_icmp).
  const bool is_judged = hit.from == dp::Side::Client
                             ? p.key.family == Family::Ipv4
                             : conns_.conn(hit.index).method() == ForwardMethod::Nat;
  if (is_judged && !has_right_icmp_checksum(packet.window(), p)) {
    return {dp::Verdict::Drop, dp::Reason::IcmpBadChecksum};
  }
  return hit.from == dp::Side::Client ? icmp_to_dest(packet, embedded, hit.index, batch)
                                      : icmp_to_client(packet, embedded, hit.index, batch);
}

Decision PacketPath::icmp_to_dest(Packet& packet, const EmbeddedPacket& embedded, ConnIndex index,
                                  Batch& batch) {
  Conn& conn = conns_.conn(index);
  progress_.count_in<AnyPacket>(conn, packet.parsed.ip_length);
  ++conn.packets;
  if (conn.method() != ForwardMethod::Nat) {
    if (packet.parsed.ttl <= 1) return {dp::Verdict::Drop, dp::Reason::TtlExceeded};
    return forwarder_.to_dest<AnyPacket>(packet, conn, conns_.addresses(index), batch);
  }
  return forwarder_.icmp_to(dp::NatEnd::Destination, packet, embedded, conn,
                            conns_.addresses(index), batch);
}

Decision PacketPath::icmp_to_client(Packet& packet, const EmbeddedPacket& embedded, ConnIndex index,
                                    Batch& batch) {
  Conn& conn = conns_.conn(index);
  if (conn.method() != ForwardMethod::Nat) {  // nothing to translate: the host routes it on
    if (packet.parsed.ttl > 1) progress_.count_out<AnyPacket>(conn, packet.parsed.ip_length);
    return {dp::Verdict::PassToHost, dp::Reason::IcmpNotOurs};
  }
  const Decision decision = forwarder_.icmp_to(dp::NatEnd::Source, packet, embedded, conn,
                                               conns_.addresses(index), batch);
  if (is_routable(decision.reason)) progress_.count_out<AnyPacket>(conn, packet.parsed.ip_length);
  return decision;
}

// An error about a packet of no conn: with schedule_icmp, another director had the conn, and an
// error that the dest must see opens one here. No ICMP answers an ICMP error.
Decision PacketPath::schedule_icmp(Packet& packet, const EmbeddedPacket& embedded, Batch& batch) {
  const Decision not_ours{dp::Verdict::PassToHost, dp::Reason::IcmpNotOurs};
  const bool may_open = core_.settings.values().schedule_icmp != 0 &&
                        lookup_key(embedded.key) == embedded.key;  // AH and ESP never open a conn
  if (!may_open) return not_ours;
  dp::Parsed about = packet.parsed;
  about.key = dp::reversed(embedded.key);
  Service* service = core_.services.match(about.key, core_.classifier.mark_of(packet.parsed.key));
  if (service == nullptr || service->is_one_packet()) return not_ours;
  ConnIndex index = kNoConn;
  Admission admission;
  {
    const std::lock_guard lock(core_.slow_path);
    admission = admit(core_, *service, about, batch.now, batch.tick, {});
    if (admission.decision.verdict != dp::Verdict::Forward) return admission.decision;
    if (admission.dest == nullptr) return {dp::Verdict::Drop, dp::Reason::NoDest};  // no bypass
    Conn conn = new_conn(about.key, admission);
    const ConnAddresses addresses{about.key.src, about.key.dst, admission.dest->address};
    index = store(conn, addresses, admission, batch.tick);
  }
  if (index == kNoConn) return {dp::Verdict::Drop, dp::Reason::ConnTableFull};
  core_.services.count_conn(worker_, *admission.dest);
  if (about.key.family == Family::Ipv4 &&
      !has_right_icmp_checksum(packet.window(), packet.parsed)) {
    return {dp::Verdict::Drop, dp::Reason::IcmpBadChecksum};
  }
  return icmp_to_dest(packet, embedded, index, batch);
}

// An error about a packet that the director itself sent into a tunnel: about the client's request.
std::optional<Decision> PacketPath::icmp_of_tunnel(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (!core_.net.is_local({p.key.family, p.key.dst})) return std::nullopt;
  const auto about = quoted_tunnel(packet.window(), p);
  if (!about || !is_tunnel_of_dest(core_, *about)) return std::nullopt;
  const dp::FlowKey key = lookup_key(about->packet.key);
  const ConnTable::Hit hit = conns_.find(key, conns_.hash_of(key));
  if (!hit || hit.from != dp::Side::Client) return std::nullopt;
  if (!has_right_icmp_checksum(packet.window(), p)) {
    return Decision{dp::Verdict::Drop, dp::Reason::IcmpBadChecksum};
  }
  const Conn& conn = conns_.conn(hit.index);
  const std::size_t errors = batch.originated.size();
  const Decision decision = forwarder_.tunnel_error(packet, *about, batch);
  if (batch.originated.size() > errors) {
    progress_.count_own_error(conn, packet.parsed, batch.originated.back());
    if (conn.dest_index != kNoDest) {
      core_.services.count_out(worker_, core_.services.dest(conn.dest_index),
                               packet.parsed.ip_length);
    }
  }
  return decision;
}

}  // namespace nicvs::soft
