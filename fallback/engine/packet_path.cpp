// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/packet_path.hpp"

#include <mutex>

namespace nicvs::soft {
namespace {

// A batch ends at most this many conns, so that expiry never delays frames noticeably.
constexpr unsigned kExpiriesPerBatch = 2 * kMaxBatch;

bool is_looked_up(const dp::Parsed& p) {
  return p.reason == dp::Reason::None && p.key.protocol != Protocol::Icmp &&
         p.key.protocol != Protocol::Icmpv6;
}

// The kernel routes what comes from a dest before IPVS sees it; what ends there is no reply
// (ip_forward, ip6_forward).
bool is_routable(dp::Reason reason) {
  return reason != dp::Reason::NoRoute && reason != dp::Reason::TtlExceeded &&
         reason != dp::Reason::MtuExceeded;
}

// What a UDP packet carries; empty for other packets.
std::span<const std::uint8_t> udp_message(const Packet& packet) {
  const dp::Parsed& p = packet.parsed;
  const std::uint32_t begin = std::uint32_t{p.l4_offset} + dp::udp::kLength;
  const std::uint32_t end = p.l3_offset + p.ip_length;
  if (p.key.protocol != Protocol::Udp || begin >= end) return {};
  return {packet.frame->data + begin, end - begin};
}

}  // namespace

PacketPath::PacketPath(Core& core, unsigned worker, std::uint64_t conn_capacity)
    : core_(core),
      worker_(worker),
      conns_(conn_capacity, core.hash_key),
      wheel_(conns_.pool()),
      accelerated_(core, worker, conns_),
      ftp_(core, worker, conns_, wheel_, accelerated_),
      forwarder_(core),
      reassembler_(core.hash_key),
      sync_(core, conns_, ftp_),
      own_mac_(core.net) {}

void PacketPath::process(std::span<Frame> frames, std::span<Decision> decisions, Batch batch) {
  expire_until(tick_at(batch.now), kExpiriesPerBatch);
  if (!reassembler_.is_empty()) give_up_fragments(batch);
  for (const Frame& frame : frames) __builtin_prefetch(frame.data);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    packets_[i].frame = &frames[i];
    packets_[i].parsed = parse_frame(packets_[i].window());
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!is_looked_up(packets_[i].parsed)) continue;
    packets_[i].hash = conns_.hash_of(lookup_key(packets_[i].parsed.key));
    conns_.prefetch_bucket(packets_[i].hash);
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (is_looked_up(packets_[i].parsed)) conns_.prefetch_conn(packets_[i].hash);
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    decisions[i] = decide(packets_[i], batch);
    if (accelerated_.is_on()) [[unlikely]]
      accelerated_.settle(decisions[i], batch.now);
    count(decisions[i].reason, 1);
  }
}

Decision PacketPath::decide(Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (p.reason == dp::Reason::Fragment && packet.assembly == nullptr &&
      core_.services.serves(p.key.family)) {
    return decide_fragment(packet, batch);
  }
  if (p.reason != dp::Reason::None) return {dp::Verdict::PassToHost, p.reason};
  if (!core_.services.serves(p.key.family)) {
    return {dp::Verdict::PassToHost, dp::Reason::NoService};
  }
  if (p.is_l2_group || !own_mac_.is_destination_of(*packet.frame)) {
    return {dp::Verdict::PassToHost, dp::Reason::NoService};
  }
  if (!has_acceptable_options(packet.window(), p)) {
    return {dp::Verdict::PassToHost, dp::Reason::BadHeaderLength};
  }
  if (!is_looked_up(p)) return decide_icmp(packet, batch);
  ConnTable::Hit hit = conns_.find(lookup_key(p.key), packet.hash);
  if (!hit) hit = ftp_.find_waiting(p.key);
  if (hit && accelerated_.is_on()) [[unlikely]]
    accelerated_.begin(hit.index);
  if (hit && hit.from == dp::Side::Dest) return reply(packet, hit.index, batch);
  if (core_.is_only_backup()) [[unlikely]]
    return {dp::Verdict::PassToHost, dp::Reason::NoService};
  return hit ? request(packet, hit.index, batch) : open_conn(packet, batch);
}

bool PacketPath::has_lost_dest(const Conn& conn) const {
  return conn.dest_index != kNoDest && !core_.services.dest(conn.dest_index).is_available();
}

// A packet that opens a conn meets one that is over, or whose dest takes no more (ip_vs_in).
bool PacketPath::must_reschedule(const Packet& packet, ConnIndex index) const {
  if (!dp::opens_conn(packet.parsed)) return false;
  const Conn& conn = conns_.conn(index);
  const SettingValues& settings = core_.settings.values();
  const bool is_quiesced = settings.expire_nodest_conn != 0 && conn.dest_index != kNoDest &&
                           core_.services.dest(conn.dest_index).weight == 0;
  return is_quiesced || (conn.control == kNoConn && ftp_.controller_of(index) == kNoConn &&
                         dp::may_be_reused(conn.protocol, conn.state, conn.flags,
                                           static_cast<std::uint32_t>(settings.conn_reuse_mode)));
}

Decision PacketPath::request(Packet& packet, ConnIndex index, Batch& batch) {
  Conn& conn = conns_.conn(index);
  if (must_reschedule(packet, index)) return replace(packet, index, batch);
  if (has_lost_dest(conn)) {
    if (core_.settings.values().expire_nodest_conn == 0) {
      return {dp::Verdict::Drop, dp::Reason::DestRemoved};
    }
    return replace(packet, index, batch);
  }
  return carry(packet, index, batch);
}

Decision PacketPath::reply(Packet& packet, ConnIndex index, Batch& batch) {
  Conn& conn = conns_.conn(index);
  // Linux checks the source of IPv4 packets only.
  const bool is_martian = conn.method() != ForwardMethod::Nat && conn.family == Family::Ipv4 &&
                          core_.net.is_local({packet.parsed.key.family, packet.parsed.key.src});
  if (is_martian) return {dp::Verdict::Drop, dp::Reason::Martian};
  if (FtpConns::has(conn)) {
    const dp::Reason reason = ftp_.from_dest(packet, index, batch.tick);
    if (reason != dp::Reason::None) return {dp::Verdict::Drop, reason};
  }
  const Decision decision = forwarder_.to_client(packet, conn, conns_.addresses(index), batch);
  if (is_routable(decision.reason)) {
    count_out(conn, packet);
    track(conn, index, packet, dp::Side::Dest, batch.tick);
  }
  return decision;
}

void PacketPath::count_out(const Conn& conn, const Packet& packet) {
  if (conn.dest_index == kNoDest) return;
  core_.services.count_out(worker_, core_.services.dest(conn.dest_index), packet.parsed.ip_length);
}

void PacketPath::count_in(const Conn& conn, const Packet& packet) {
  if (conn.dest_index == kNoDest) return;
  core_.services.count_in(worker_, core_.services.dest(conn.dest_index), packet.parsed.ip_length);
}

void PacketPath::track(Conn& conn, ConnIndex index, const Packet& packet, dp::Side from,
                       Tick tick) {
  const dp::Track t = dp::conn_track(conn.protocol, conn.state, conn.flags,
                                     dp::conn_event(packet.parsed), from, core_.defence.rules());
  conn.state = t.state;
  conn.flags = t.flags;
  if (t.timeout != dp::kTimeoutUnchanged) conn.timeout_s = core_.timeout_s[t.timeout];
  if (t.move != dp::CounterMove::None && conn.dest_index != kNoDest) {
    Dest& dest = core_.services.dest(conn.dest_index);
    t.move == dp::CounterMove::Activate ? ServiceTable::activate(dest)
                                        : ServiceTable::deactivate(dest);
  }
  if (t.assures_template && conn.control != kNoConn &&
      (conn.flags & own_flag::kHasAssuredTemplate) == 0) {
    const std::lock_guard lock(core_.slow_path);
    core_.templates.assure(conn.control);
    conn.flags |= own_flag::kHasAssuredTemplate;
  }
  conn.deadline = tick + ticks_of(conn.timeout_s);
  wheel_.deadline_moved(index);
}

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
  forwarder_.tell_sender(IcmpProblem::PortUnreachable, packet, batch, 0, QuotedTtl::Lowered);
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
  if (index != kNoConn) return reply(packet, index, batch);
  core_.services.count_out(worker_, dest, p.ip_length);
  return forwarder_.to_client(packet, conn, addresses, batch);
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
  if (index != kNoConn) return carry(packet, index, batch);
  if (admission.dest != nullptr) {
    core_.services.count_in(worker_, *admission.dest, p.ip_length);
  }
  const Decision decision = forwarder_.to_dest(packet, conn, addresses, batch);
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

// A client's packet of a conn, once it is known to be one.
Decision PacketPath::carry(Packet& packet, ConnIndex index, Batch& batch) {
  Conn& conn = conns_.conn(index);
  count_in(conn, packet);
  track(conn, index, packet, dp::Side::Client, batch.tick);
  ++conn.packets;
  if (FtpConns::has(conn)) {
    const dp::Reason reason = ftp_.from_client(packet, index, batch.tick);
    if (reason != dp::Reason::None) return {dp::Verdict::Drop, reason};
  }
  const std::size_t errors = batch.originated.size();
  const Decision decision = forwarder_.to_dest(packet, conn, conns_.addresses(index), batch);
  if (decision.verdict == dp::Verdict::Drop && batch.originated.size() > errors) {
    count_own_error(conn, packet, batch.originated.back());
  }
  if (sync_.is_on()) [[unlikely]]
    sync_.after_request(index, batch.tick);
  return decision;
}

// The kernel takes its own ICMP error to the client of a conn without address translation for a
// reply of that conn (ip_vs_out_icmp in the hook for local packets) and counts it.
void PacketPath::count_own_error(const Conn& conn, const Packet& packet, const Frame& error) {
  if (conn.method() == ForwardMethod::Nat || conn.dest_index == kNoDest) return;
  core_.services.count_out(worker_, core_.services.dest(conn.dest_index),
                           error.length - packet.parsed.l3_offset);
}

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
  count_in(conn, packet);
  ++conn.packets;
  if (conn.method() != ForwardMethod::Nat) {
    if (packet.parsed.ttl <= 1) return {dp::Verdict::Drop, dp::Reason::TtlExceeded};
    return forwarder_.to_dest(packet, conn, conns_.addresses(index), batch);
  }
  return forwarder_.icmp_to(dp::NatEnd::Destination, packet, embedded, conn,
                            conns_.addresses(index), batch);
}

Decision PacketPath::icmp_to_client(Packet& packet, const EmbeddedPacket& embedded, ConnIndex index,
                                    Batch& batch) {
  Conn& conn = conns_.conn(index);
  if (conn.method() != ForwardMethod::Nat) {  // nothing to translate: the host routes it on
    if (packet.parsed.ttl > 1) count_out(conn, packet);
    return {dp::Verdict::PassToHost, dp::Reason::IcmpNotOurs};
  }
  const Decision decision = forwarder_.icmp_to(dp::NatEnd::Source, packet, embedded, conn,
                                               conns_.addresses(index), batch);
  if (is_routable(decision.reason)) count_out(conn, packet);
  return decision;
}

}  // namespace nicvs::soft
