// SPDX-License-Identifier: Apache-2.0
// ICMP errors that are about no packet of a conn as it stands: those that may open a conn, and
// those about the director's own packets in tunnels.
#include <mutex>

#include "fallback/engine/packet_path.hpp"

namespace nicvs::soft {

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

bool PacketPath::is_tunnel_of(const QuotedTunnel& about, const Conn& conn) const {
  if (conn.method() != ForwardMethod::Tun) return false;
  const Dest& dest = core_.services.dest(conn.dest_index);
  return dest.is_available() && dest.tunnel_type == about.type && dest.family == Family::Ipv4 &&
         dest.address == about.dest &&
         (about.type != TunnelType::Gue || dest.tunnel_port == about.port);
}

// An error about a packet that the director itself sent into a tunnel: about the client's request.
std::optional<Decision> PacketPath::icmp_of_tunnel(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (!core_.net.is_local({p.key.family, p.key.dst})) return std::nullopt;
  const auto about = quoted_tunnel(packet.window(), p);
  if (!about) return std::nullopt;
  const dp::FlowKey key = lookup_key(about->packet.key);
  const ConnTable::Hit hit = conns_.find(key, conns_.hash_of(key));
  if (!hit || hit.from != dp::Side::Client || !is_tunnel_of(*about, conns_.conn(hit.index))) {
    return std::nullopt;
  }
  if (!has_right_icmp_checksum(packet.window(), p)) {
    return Decision{dp::Verdict::Drop, dp::Reason::IcmpBadChecksum};
  }
  const Conn& conn = conns_.conn(hit.index);
  const std::size_t errors = batch.originated.size();
  const Decision decision = forwarder_.tunnel_error(packet, *about, batch);
  if (batch.originated.size() > errors) {
    count_own_error(conn, packet, batch.originated.back());
    core_.services.count_out(worker_, core_.services.dest(conn.dest_index),
                             packet.parsed.ip_length);
  }
  return decision;
}

}  // namespace nicvs::soft
