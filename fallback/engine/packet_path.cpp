// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/packet_path.hpp"

#include <new>
#include <type_traits>

#include "fallback/engine/forwarder_inline.hpp"
#include "fallback/engine/known.hpp"

namespace nicvs::soft {
namespace {

// A batch ends at most this many conns, so that expiry never delays frames noticeably.
constexpr unsigned kExpiriesPerBatch = 2 * kMaxBatch;

bool is_looked_up(const dp::Parsed& p) {
  return p.reason == dp::Reason::None && p.key.protocol != Protocol::Icmp &&
         p.key.protocol != Protocol::Icmpv6;
}

}  // namespace

PacketPath::PacketPath(Core& core, unsigned worker, std::uint64_t conn_capacity)
    : core_(core),
      worker_(worker),
      conns_(conn_capacity, core.hash_key),
      wheel_(conns_.pool()),
      progress_(core, worker, wheel_),
      accelerated_(core, worker, conns_),
      ftp_(core, worker, conns_, wheel_, accelerated_),
      forwarder_(core, worker),
      reassembler_(core.hash_key),
      sync_(core, conns_, ftp_),
      own_mac_(core.net) {}

void PacketPath::process(std::span<Frame> frames, std::span<Decision> decisions, Batch batch) {
  for (const Frame& frame : frames) __builtin_prefetch(frame.data);
  forwarder_.begin_batch();
  expire_until(tick_at(batch.now), kExpiriesPerBatch);
  if (!reassembler_.is_empty()) give_up_fragments(batch);
  const std::span<Packet> packets(packets_.data(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) parse(packets[i], frames[i]);
  for (Packet& packet : packets) hash(packet);
  for (const Packet& packet : packets) {
    if (is_looked_up(packet.parsed)) conns_.prefetch_conn(packet.hash);
  }
  std::uint64_t without_reason = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    decisions[i] = packets_[i].is_plain ? decide<PlainTcp>(packets_[i], batch)
                                        : decide<AnyPacket>(packets_[i], batch);
    if (accelerated_.is_on()) [[unlikely]]
      accelerated_.settle(decisions[i], batch.now);
    decisions[i].reason == dp::Reason::None ? void(++without_reason)
                                            : count(decisions[i].reason, 1);
  }
  count(dp::Reason::None, without_reason);
}

void PacketPath::parse(Packet& packet, Frame& frame) {
  packet.frame = &frame;
  const bool is_plain = PlainTcp::fits(packet.window());
  // Made in place: a copy would wait for the bytes just written.
  if (is_plain) [[likely]] {
    new (&packet.parsed) dp::Parsed(dp::parse(PlainTcp::Window{frame.data, frame.length}));
  } else {
    new (&packet.parsed) dp::Parsed(parse_frame(packet.window()));
  }
  packet.is_plain = is_plain && packet.parsed.reason == dp::Reason::None;
}

// Not while it is parsed: it reads both ports at once, and would wait for the two just written.
void PacketPath::hash(Packet& packet) {
  if (packet.is_plain) [[likely]] {
    packet.hash = conns_.hash_of(PlainTcp::of(packet.parsed).key);
  } else if (is_looked_up(packet.parsed)) {
    packet.hash = conns_.hash_of(lookup_key(packet.parsed.key));
  } else {
    return;
  }
  conns_.prefetch_bucket(packet.hash);
}

template <class Known>
Decision PacketPath::decide(Packet& packet, Batch& batch) {
  const auto& p = Known::of(packet.parsed);
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
  ConnTable::Hit hit = conns_.find(Known::lookup_key(p), packet.hash);
  if (!hit) [[unlikely]]
    hit = ftp_.find_waiting(packet.parsed.key);
  if (hit && accelerated_.is_on()) [[unlikely]]
    accelerated_.begin(hit.index);
  const bool is_reply = hit && hit.from == dp::Side::Dest;
  if (!is_reply && core_.is_only_backup()) [[unlikely]] {
    return {dp::Verdict::PassToHost, dp::Reason::NoService};
  }
  if (!hit) [[unlikely]]
    return open_conn(packet, batch);
  if constexpr (std::is_same_v<Known, PlainTcp>) {
    const Conn& conn = conns_.conn(hit.index);
    if (PlainConn::fits(conn) && forwarder_.has_way(conn, batch.now)) [[likely]] {
      return is_reply ? reply<PlainConn>(packet, hit.index, batch)
                      : request<PlainConn>(packet, hit.index, batch);
    }
  }
  return is_reply ? any_reply(packet, hit.index, batch) : any_request(packet, hit.index, batch);
}

template Decision PacketPath::decide<AnyPacket>(Packet&, Batch&);

Decision PacketPath::any_request(Packet& packet, ConnIndex index, Batch& batch) {
  return request<AnyPacket>(packet, index, batch);
}

Decision PacketPath::any_reply(Packet& packet, ConnIndex index, Batch& batch) {
  return reply<AnyPacket>(packet, index, batch);
}

// A packet that opens a conn meets one that is over, or whose dest takes no more (ip_vs_in).
inline bool PacketPath::must_reschedule(const dp::Parsed& p, ConnIndex index) const {
  if (!dp::opens_conn(p)) return false;
  const Conn& conn = conns_.conn(index);
  const SettingValues& settings = core_.settings.values();
  const bool is_quiesced = settings.expire_nodest_conn != 0 && conn.dest_index != kNoDest &&
                           core_.services.dest(conn.dest_index).weight == 0;
  return is_quiesced || (conn.control == kNoConn && ftp_.controller_of(index) == kNoConn &&
                         dp::may_be_reused(conn.protocol, conn.state, conn.flags,
                                           static_cast<std::uint32_t>(settings.conn_reuse_mode)));
}

template <class Known>
Decision PacketPath::request(Packet& packet, ConnIndex index, Batch& batch) {
  const auto& p = Known::of(packet.parsed);
  const Conn& conn = conns_.conn(index);
  if (must_reschedule(p, index)) [[unlikely]]
    return replace(packet, index, batch);
  if (!Known::kKnowsDest && core_.services.is_lost(conn.dest_index)) [[unlikely]] {
    if (core_.settings.values().expire_nodest_conn == 0) {
      return {dp::Verdict::Drop, dp::Reason::DestRemoved};
    }
    return replace(packet, index, batch);
  }
  return carry<Known>(packet, index, batch);
}

template <class Known>
Decision PacketPath::reply(Packet& packet, ConnIndex index, Batch& batch) {
  const auto& p = Known::of(packet.parsed);
  Conn& conn = conns_.conn(index);
  // Linux checks the source of IPv4 packets only.
  const bool is_martian = conn.method() != ForwardMethod::Nat && conn.family == Family::Ipv4 &&
                          core_.net.is_local({packet.parsed.key.family, packet.parsed.key.src});
  if (is_martian) return {dp::Verdict::Drop, dp::Reason::Martian};
  if (FtpConns::has(conn)) [[unlikely]] {
    const dp::Reason reason = ftp_.from_dest(packet, index, batch.tick);
    if (reason != dp::Reason::None) return {dp::Verdict::Drop, reason};
  }
  const Decision decision =
      forwarder_.to_client<Known>(packet, conn, Known::addresses(conns_, index), batch);
  if (is_routable(decision.reason)) {
    progress_.count_out<Known>(conn, p.ip_length);
    progress_.track<Known>(conn, index, p, dp::Side::Dest, batch.tick);
  }
  return decision;
}

// A client's packet of a conn, once it is known to be one.
template <class Known>
Decision PacketPath::carry(Packet& packet, ConnIndex index, Batch& batch) {
  const auto& p = Known::of(packet.parsed);
  Conn& conn = conns_.conn(index);
  progress_.count_in<Known>(conn, p.ip_length);
  progress_.track<Known>(conn, index, p, dp::Side::Client, batch.tick);
  ++conn.packets;
  if (FtpConns::has(conn)) [[unlikely]] {
    const dp::Reason reason = ftp_.from_client(packet, index, batch.tick);
    if (reason != dp::Reason::None) return {dp::Verdict::Drop, reason};
  }
  const std::size_t errors = batch.originated.size();
  const Decision decision =
      forwarder_.to_dest<Known>(packet, conn, Known::addresses(conns_, index), batch);
  if (decision.verdict == dp::Verdict::Drop && batch.originated.size() > errors) [[unlikely]] {
    progress_.count_own_error(conn, packet.parsed, batch.originated.back());
  }
  if (sync_.is_on()) [[unlikely]]
    sync_.after_request(index, batch.tick);
  return decision;
}

template Decision PacketPath::carry<AnyPacket>(Packet&, ConnIndex, Batch&);

}  // namespace nicvs::soft
