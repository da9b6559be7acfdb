// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/ftp_conns.hpp"

#include <mutex>

#include "fallback/apps/tcp_payload.hpp"
#include "nicvs/dp/bytes.hpp"

namespace nicvs::soft {
namespace {

constexpr auto kEstablished = static_cast<std::uint8_t>(dp::TcpState::Established);
constexpr auto kListen = static_cast<std::uint8_t>(dp::TcpState::Listen);
constexpr unsigned kSequence = 4;  // in the TCP header

using dp::conn_flag::kInSeq;
using dp::conn_flag::kOutSeq;

// The flag is kInSeq or kOutSeq; another director may take it back.
bool is_shifted(const Conn& conn, std::uint32_t flag, const SequenceShift& shift) {
  return (conn.flags & flag) != 0 && shift.is_active();
}

SequenceShift shift_of(const SyncedSequence& told) {
  return {told.initial, told.previous_delta, told.delta};
}

SyncedSequence told_of(const SequenceShift& shift) {
  return {shift.position, shift.after, shift.before};
}

std::uint16_t port_below(std::uint16_t port) { return static_cast<std::uint16_t>(port - 1); }

}  // namespace

bool FtpConns::serves(const Conn& conn) const {
  return conn.protocol == Protocol::Tcp && conn.method() == ForwardMethod::Nat &&
         core_.settings.is_ftp_port(conn.virtual_port);
}

void FtpConns::adopt(ConnIndex index) {
  conns_.conn(index).flags |= own_flag::kIsFtp;
  entries_[index] = Entry{};
}

dp::Reason FtpConns::from_client(Packet& packet, ConnIndex index, Tick tick) {
  Entry& entry = *entries_.find(index);
  if (entry.controller != kNoConn) return take_client_port(packet, index);
  if (!has_right_tcp_checksum(*packet.frame, packet.parsed)) return dp::Reason::AppBadChecksum;
  const Conn& conn = conns_.conn(index);
  const Entry known = entry;  // what is learned opens a data conn, and the map may grow
  if (conn.state == kEstablished) learn_from_client(packet, index, entry, tick);
  if (is_shifted(conn, kInSeq, known.client_shift)) {
    shift_sequence(known.client_shift, *packet.frame, packet.parsed);
  }
  if (is_shifted(conn, kOutSeq, known.shift)) {
    shift_acknowledgement(known.shift, *packet.frame, packet.parsed);
  }
  return dp::Reason::None;
}

dp::Reason FtpConns::from_dest(Packet& packet, ConnIndex index, Tick tick) {
  Entry& entry = *entries_.find(index);
  if (entry.controller != kNoConn) return dp::Reason::None;
  if (!has_right_tcp_checksum(*packet.frame, packet.parsed)) return dp::Reason::AppBadChecksum;
  if (conns_.conn(index).state == kEstablished && entry.mode != FtpMode::Active) {
    const dp::Reason reason = learn_from_dest(packet, index, entry, tick);
    if (reason != dp::Reason::None) return reason;
  }
  const Entry& present = *entries_.find(index);
  const Conn& conn = conns_.conn(index);
  if (is_shifted(conn, kOutSeq, present.shift)) {
    shift_sequence(present.shift, *packet.frame, packet.parsed);
  }
  if (is_shifted(conn, kInSeq, present.client_shift)) {
    shift_acknowledgement(present.client_shift, *packet.frame, packet.parsed);
  }
  return dp::Reason::None;
}

void FtpConns::learn_from_client(const Packet& packet, ConnIndex index, Entry& control, Tick tick) {
  const Payload payload = tcp_payload(*packet.frame, packet.parsed);
  const dp::Family family = packet.parsed.key.family;
  switch (find_passive_request(payload, family)) {
    case PassiveRequest::Passive:
      control.mode = FtpMode::Passive;
      return;
    case PassiveRequest::ExtendedPassive:
      control.mode = FtpMode::ExtendedPassive;
      return;
    case PassiveRequest::Refused:
      return;
    case PassiveRequest::None:
      break;
  }
  auto endpoint =
      family == Family::Ipv4 ? parse_ftp_endpoint(FtpWord::Port, payload, family) : std::nullopt;
  if (!endpoint) endpoint = parse_ftp_endpoint(FtpWord::Eprt, payload, family);
  if (!endpoint) return;
  control.mode = FtpMode::Active;
  expect_active(*endpoint, index, tick);
}

dp::Reason FtpConns::learn_from_dest(Packet& packet, ConnIndex index, Entry& control, Tick tick) {
  const FtpMode mode = control.mode;
  const auto endpoint =
      parse_ftp_endpoint(mode == FtpMode::Passive ? FtpWord::Reply227 : FtpWord::Reply229,
                         tcp_payload(*packet.frame, packet.parsed), packet.parsed.key.family);
  if (!endpoint) return dp::Reason::None;
  const ConnIndex data = expect_passive(*endpoint, index, tick);
  if (data == kNoConn) return dp::Reason::ConnTableFull;
  const std::string text =
      ftp_reply_text(mode, conns_.addresses(data).virtual_address, conns_.conn(data).virtual_port);
  const std::uint32_t sequence = dp::be32(packet.window(), packet.parsed.l4_offset + kSequence);
  if (!replace_payload(endpoint->begin, endpoint->end, text, *packet.frame, packet.parsed)) {
    return dp::Reason::Oversized;
  }
  Entry& changed = *entries_.find(index);  // the map may have grown
  changed.shift.note(sequence, static_cast<std::int32_t>(text.size()) -
                                   static_cast<std::int32_t>(endpoint->end - endpoint->begin));
  if (changed.shift.is_active()) conns_.conn(index).flags |= kOutSeq;
  changed.mode = FtpMode::Active;
  listen(data, tick);
  return dp::Reason::None;
}

void FtpConns::follow(ConnIndex index, const SyncedConn& told) {
  Conn& conn = conns_.conn(index);
  if (has(conn) && conn.method() != ForwardMethod::Nat && controller_of(index) == kNoConn) {
    entries_.erase(index);  // it was given a dest of another method
    conn.flags &= ~own_flag::kIsFtp;
  }
  if (!has(conn) && serves(conn)) adopt(index);
  if (!has(conn) || !told.sequences) return;
  Entry& entry = *entries_.find(index);
  entry.client_shift = shift_of(told.sequences->in);
  entry.shift = shift_of(told.sequences->out);
}

void FtpConns::describe(ConnIndex index, SyncedConn& told) const {
  const Entry* entry = has(conns_.conn(index)) ? entries_.find(index) : nullptr;
  if (entry == nullptr) return;
  told.flags |= dp::conn_flag::kConntracked;
  told.sequences = {told_of(entry->client_shift), told_of(entry->shift)};
}

// PORT and EPRT: the dest will open a conn to the endpoint, from the port below its own.
void FtpConns::expect_active(const FtpEndpoint& endpoint, ConnIndex index, Tick tick) {
  const Conn& control = conns_.conn(index);
  const ConnAddresses peers = conns_.addresses(index);
  Conn data{};
  data.client_port = endpoint.port;
  data.virtual_port = port_below(control.virtual_port);
  data.dest_port = port_below(control.dest_port);
  data.family = control.family;
  const dp::FlowKey key{*endpoint.address, peers.virtual_address, data.client_port,
                        data.virtual_port, Protocol::Tcp,         control.family};
  const ConnTable::Hit present = conns_.find(key, conns_.hash_of(key));
  ConnIndex found = present && present.from == dp::Side::Client ? present.index : kNoConn;
  if (found == kNoConn) found = find_waiting(key).index;
  if (found == kNoConn) {
    found =
        open_data_conn(data, {*endpoint.address, peers.virtual_address, peers.dest}, index, tick);
  }
  if (found != kNoConn) listen(found, tick);
}

// 227 and 229: the client will open a conn to the endpoint, from a port that is not known yet.
ConnIndex FtpConns::expect_passive(const FtpEndpoint& endpoint, ConnIndex index, Tick tick) {
  const Conn& control = conns_.conn(index);
  const ConnAddresses peers = conns_.addresses(index);
  const dp::Address from = endpoint.address.value_or(peers.dest);
  const dp::FlowKey reply{from, peers.client, endpoint.port, 0, Protocol::Tcp, control.family};
  const ConnTable::Hit present = conns_.find(reply, conns_.hash_of(reply));
  if (present && present.from == dp::Side::Dest) return present.index;
  Conn data{};
  data.virtual_port = endpoint.port;
  data.dest_port = endpoint.port;
  data.family = control.family;
  data.flags = dp::conn_flag::kNoClientPort;
  return open_data_conn(data, {peers.client, peers.virtual_address, from}, index, tick);
}

// kNoConn if the table is full.
ConnIndex FtpConns::open_data_conn(const Conn& data, const ConnAddresses& addresses,
                                   ConnIndex control, Tick tick) {
  const DestIndex dest_index = conns_.conn(control).dest_index;
  if (dest_index == kNoDest) return kNoConn;
  Dest& dest = core_.services.dest(dest_index);
  Conn conn = data;
  conn.protocol = Protocol::Tcp;
  conn.dest_family = data.family;
  conn.dest_index = dest_index;
  conn.flags |=
      static_cast<std::uint32_t>(dest.method) | dp::conn_flag::kInactive | own_flag::kIsFtp;
  if (dest.method != ForwardMethod::Nat) conn.flags |= dp::conn_flag::kNoOutput;
  conn.timeout_s = dp::kInitialTimeout_s;
  conn.control = kNoConn;
  conn.deadline = tick + ticks_of(conn.timeout_s);
  const ConnIndex index = conns_.insert(conn, addresses);
  if (index == kNoConn) return kNoConn;
  {
    const std::lock_guard lock(core_.slow_path);
    core_.services.bind(dest, ConnKind::Inactive);
    core_.data_owners.add(worker_, conns_.request_key(index), conns_.reply_key(index));
  }
  wheel_.arm(index);
  accelerated_.release_keys_of(index);
  if ((conn.flags & dp::conn_flag::kNoClientPort) != 0) ++waiting_;
  entries_[index].controller = control;
  ++entries_.find(control)->dependents;
  return index;
}

// The kernel's ip_vs_tcp_conn_listen.
void FtpConns::listen(ConnIndex index, Tick tick) {
  Conn& conn = conns_.conn(index);
  conn.state = kListen;
  conn.timeout_s = core_.timeout_s[dp::kTcpTimeouts + kListen];
  conn.deadline = tick + ticks_of(conn.timeout_s);
  wheel_.deadline_moved(index);
}

dp::Reason FtpConns::take_client_port(const Packet& packet, ConnIndex index) {
  Conn& conn = conns_.conn(index);
  if ((conn.flags & dp::conn_flag::kNoClientPort) == 0) return dp::Reason::None;
  const std::lock_guard lock(core_.slow_path);
  core_.data_owners.remove(conns_.request_key(index), conns_.reply_key(index));
  conn.flags &= ~dp::conn_flag::kNoClientPort;
  --waiting_;
  const bool is_indexed = conns_.set_client_port(index, packet.parsed.key.src_port);
  core_.data_owners.add(worker_, conns_.request_key(index), conns_.reply_key(index));
  return is_indexed ? dp::Reason::None : dp::Reason::ConnTableFull;
}

ConnTable::Hit FtpConns::find_waiting(const dp::FlowKey& flow) const {
  if (waiting_ == 0 || flow.protocol != Protocol::Tcp) return {};
  dp::FlowKey key = flow;
  key.src_port = 0;
  const ConnTable::Hit hit = conns_.find(key, conns_.hash_of(key));
  const bool is_waiting = hit && hit.from == dp::Side::Client &&
                          (conns_.conn(hit.index).flags & dp::conn_flag::kNoClientPort) != 0;
  return is_waiting ? hit : ConnTable::Hit{};
}

ConnIndex FtpConns::controller_of(ConnIndex index) const {
  const Entry* entry = has(conns_.conn(index)) ? entries_.find(index) : nullptr;
  return entry != nullptr ? entry->controller : kNoConn;
}

bool FtpConns::controls_others(ConnIndex index) const {
  const Entry* entry = has(conns_.conn(index)) ? entries_.find(index) : nullptr;
  return entry != nullptr && entry->dependents != 0;
}

void FtpConns::forget(ConnIndex index) {
  const Conn& conn = conns_.conn(index);
  if (!has(conn)) return;
  const ConnIndex controller = entries_.find(index)->controller;
  if (controller != kNoConn) {
    --entries_.find(controller)->dependents;
    const std::lock_guard lock(core_.slow_path);
    core_.data_owners.remove(conns_.request_key(index), conns_.reply_key(index));
  }
  if ((conn.flags & dp::conn_flag::kNoClientPort) != 0) --waiting_;
  entries_.erase(index);
}

}  // namespace nicvs::soft
