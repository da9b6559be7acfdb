// SPDX-License-Identifier: Apache-2.0
// How conns of a worker begin: by a client's packet, or by one of a dest whose service has a
// persistence engine.
#include <mutex>

#include "fallback/engine/known.hpp"
#include "fallback/engine/packet_path.hpp"

namespace nicvs::soft {
namespace {

// What a UDP packet carries; empty for other packets.
std::span<const std::uint8_t> udp_message(const Packet& packet) {
  const dp::Parsed& p = packet.parsed;
  const std::uint32_t begin = std::uint32_t{p.l4_offset} + dp::udp::kLength;
  const std::uint32_t end = p.l3_offset + p.ip_length;
  if (p.key.protocol != Protocol::Udp || begin >= end) return {};
  return {packet.frame->data + begin, end - begin};
}

}  // namespace

Decision PacketPath::open_conn(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  const std::uint32_t mark = core_.classifier.mark_of(p.key);
  Service* service = core_.services.match(p.key, mark);
  if (service == nullptr) return without_service(packet, batch);
  // A marked packet is for the director whatever its destination is, as by a policy route.
  const IpAddress destination{p.key.family, p.key.dst};
  if (mark == 0 && core_.net.next_hop(destination).kind != HopKind::Local) {
    return {dp::Verdict::PassToHost, dp::Reason::NoService};
  }
  if (!is_possible_source(core_.net, {p.key.family, p.key.src})) {
    return {dp::Verdict::Drop, dp::Reason::Martian};
  }
  return open_conn_of(*service, packet, batch);
}

Decision PacketPath::without_service(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (p.key.protocol == Protocol::Udp) {
    Dest* dest = core_.services.dest_with_engine({{p.key.family, p.key.src}, p.key.src_port});
    if (dest != nullptr) return open_conn_from_dest(*dest, packet, batch);
  }
  const bool is_stray_reply =
      core_.settings.values().nat_icmp_send != 0 &&
      dp::may_schedule(p, dp::Sloppy::On, dp::Sloppy::On) &&
      core_.services.is_nat_dest(p.key.protocol, {{p.key.family, p.key.src}, p.key.src_port});
  if (!is_stray_reply) return {dp::Verdict::PassToHost, dp::Reason::NoService};
  return refuse_stray_reply(packet, batch);
}

// As in the hooks behind ip_forward and in front of local delivery.
Decision PacketPath::refuse_stray_reply(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  const HopKind kind = core_.net.next_hop({p.key.family, p.key.dst}).kind;
  if (kind == HopKind::Unreachable) return {dp::Verdict::PassToHost, dp::Reason::NoService};
  if (kind != HopKind::Local) {
    const Decision refusal = check_passing(packet, batch);
    if (refusal.verdict == dp::Verdict::Drop) return refusal;
  }
  forwarder_.tell_sender(IcmpProblem::PortUnreachable, packet, batch, 0,
                         kind == HopKind::Local ? QuotedTtl::AsReceived : QuotedTtl::Lowered);
  return {dp::Verdict::Drop, dp::Reason::NatIcmpSent};
}

// For services with a persistence engine: what their dest sends goes out as if from the service,
// also without a conn, as after one-packet scheduling (ip_vs_new_conn_out).
Decision PacketPath::open_conn_from_dest(Dest& dest, Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  const ServiceKey& service = dest.service->key();
  const dp::FlowKey flow{p.key.dst,    service.address.value, p.key.dst_port,
                         service.port, Protocol::Udp,         p.key.family};
  const ConnAddresses addresses{flow.src, flow.dst, dest.address};
  Conn conn{};
  ConnIndex index = kNoConn;
  {
    const std::lock_guard lock(core_.slow_path);
    const Admission admission =
        admit_from_dest(core_, *dest.service, dest, p, batch.tick, udp_message(packet));
    if (admission.decision.verdict != dp::Verdict::Forward) return admission.decision;
    conn = new_conn(flow, admission);
    if ((admission.flags & dp::conn_flag::kOnePacket) == 0) {
      index = store(conn, addresses, admission, batch.tick);
      if (index == kNoConn) return {dp::Verdict::Drop, dp::Reason::ConnTableFull};
    } else if (admission.control != kNoConn) {
      core_.templates.assure(admission.control);
      core_.templates.lose_control(admission.control);
    }
  }
  core_.services.count_conn(worker_, dest);
  if (index != kNoConn) return any_reply(packet, index, batch);
  core_.services.count_out(worker_, dest, p.ip_length);
  return forwarder_.to_client<AnyPacket>(packet, conn, addresses, batch);
}

Decision PacketPath::open_conn_of(Service& service, Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  const SettingValues& settings = core_.settings.values();
  const auto sloppy = [](int value) { return value != 0 ? dp::Sloppy::On : dp::Sloppy::Off; };
  if (!dp::may_schedule(p, sloppy(settings.sloppy_tcp), sloppy(settings.sloppy_sctp))) {
    return {dp::Verdict::PassToHost, dp::Reason::NoConn};
  }
  Conn conn{};
  ConnAddresses addresses{p.key.src, p.key.dst, {}};
  ConnIndex index = kNoConn;
  Admission admission;
  {
    const std::lock_guard lock(core_.slow_path);
    admission = admit(core_, service, p, batch.now, batch.tick, udp_message(packet));
    if (admission.decision.verdict == dp::Verdict::Forward) {
      conn = new_conn(p.key, admission);
      if (admission.dest != nullptr) addresses.dest = admission.dest->address;
      if ((admission.flags & dp::conn_flag::kOnePacket) == 0) {
        index = store(conn, addresses, admission, batch.tick);
        if (index == kNoConn) return {dp::Verdict::Drop, dp::Reason::ConnTableFull};
      } else if (admission.control != kNoConn) {
        core_.templates.lose_control(admission.control);
      }
    }
  }
  if (admission.decision.verdict != dp::Verdict::Forward) {
    if (admission.decision.reason == dp::Reason::NoDest) {
      forwarder_.tell_sender(IcmpProblem::PortUnreachable, packet, batch);
    }
    return admission.decision;
  }
  if (admission.dest != nullptr) core_.services.count_conn(worker_, *admission.dest);
  if (index != kNoConn) return carry<AnyPacket>(packet, index, batch);
  if (admission.dest != nullptr) {
    core_.services.count_in(worker_, *admission.dest, p.ip_length);
  }
  const Decision decision = forwarder_.to_dest<AnyPacket>(packet, conn, addresses, batch);
  if (sync_.is_on()) sync_.after_one_packet(admission.control, batch.tick);
  return decision;
}

Conn PacketPath::new_conn(const dp::FlowKey& flow, const Admission& admission) const {
  Conn conn{};
  conn.client_port = flow.src_port;
  conn.virtual_port = flow.dst_port;
  conn.dest_port = admission.dest_port;  // of a bypassed conn: 0
  conn.protocol = flow.protocol;
  conn.family = flow.family;
  conn.dest_family = admission.dest != nullptr ? admission.dest->family : flow.family;
  conn.flags = admission.flags;
  conn.dest_index = admission.dest != nullptr ? admission.dest->index : kNoDest;
  conn.timeout_s = dp::kInitialTimeout_s;
  conn.control = admission.control;
  conn.fwmark = core_.classifier.mark_of(flow);
  return conn;
}

// Under the slow-path lock.
ConnIndex PacketPath::store(Conn& conn, const ConnAddresses& addresses, const Admission& admission,
                            Tick tick) {
  conn.deadline = tick + ticks_of(conn.timeout_s);
  const ConnIndex index = conns_.insert(conn, addresses);
  if (index == kNoConn) {
    if (admission.control != kNoConn) core_.templates.lose_control(admission.control);
    return kNoConn;
  }
  if (admission.dest != nullptr) core_.services.bind(*admission.dest, ConnKind::Inactive);
  if (ftp_.serves(conn)) ftp_.adopt(index);
  wheel_.arm(index);
  accelerated_.begin_new(index);
  return index;
}

}  // namespace nicvs::soft
