// SPDX-License-Identifier: Apache-2.0
// What a packet does to its conn: next state, timeout, counters of the dest, flags.
//
//   const Track t = conn_track(protocol, state, flags, conn_event(parsed), Side::Client, rules);
//
// One function for TCP (normal and secure_tcp), UDP, SCTP and the protocols without states. Every
// packet restarts the conn's timer with the timeout of its new state.
#pragma once

#include <cstdint>

#include "nicvs/dp/conn_flags.hpp"
#include "nicvs/dp/parse.hpp"
#include "nicvs/dp/sctp_states.hpp"
#include "nicvs/dp/tcp_states.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

// Who sent the packet.
enum class Side : std::uint8_t { Client = 0, Dest = 1 };

// Index into a table of timeouts: TCP states from 0, SCTP states from 16, UDP, and "as it was" for
// protocols without states.
using TimeoutClass = std::uint8_t;
constexpr TimeoutClass kTcpTimeouts = 0;
constexpr TimeoutClass kSctpTimeouts = 16;
constexpr TimeoutClass kUdpTimeout = 32;
constexpr TimeoutClass kTimeoutUnchanged = 33;
constexpr unsigned kTimeoutClasses = 64;  // padded

// The three that `ipvsadm --set` changes; the third is kUdpTimeout.
constexpr TimeoutClass kTcpEstablishedTimeout = static_cast<TimeoutClass>(TcpState::Established);
constexpr TimeoutClass kTcpFinWaitTimeout = static_cast<TimeoutClass>(TcpState::FinWait);

// Seconds of a conn that no packet has given a state yet.
constexpr std::uint16_t kInitialTimeout_s = 3;

// Seconds, indexed by TimeoutClass.
constexpr std::uint16_t kDefaultTimeout_s[kTimeoutClasses] = {
    // TCP: NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN
    // SYNACK
    2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120, 0, 0, 0, 0, 0,
    // SCTP: NONE INIT1 INIT C-SENT C-REPLIED C-WAIT COOKIE C-ECHOED ESTABLISHED S-SENT S-RECEIVED
    // S-ACK-SENT REJECTED CLOSED
    2, 4, 61, 61, 61, 61, 61, 61, 900, 61, 61, 61, 4, 61, 0, 0,
    // UDP, unchanged
    300, kInitialTimeout_s};

enum class CounterMove : std::uint8_t { None = 0, Activate = 1, Deactivate = 2 };

struct Track {
  std::uint32_t flags;  // conn_flag, NOOUTPUT and INACTIVE updated
  std::uint8_t state;   // of the protocol's enum; UDP: 0
  TimeoutClass timeout;
  CounterMove move;       // of the dest's active and inactive counters
  bool assures_template;  // the conn's template has proven itself (drop_entry spares it)
};

// The event of a packet whose Parsed::reason is None: a TcpEvent, a SctpEvent, or 0.
constexpr std::uint8_t conn_event(const Parsed& p) {
  return p.key.protocol == Protocol::Tcp
             ? static_cast<std::uint8_t>((p.tcp_flags & tcp::kRst) != 0   ? TcpEvent::Rst
                                         : (p.tcp_flags & tcp::kSyn) != 0 ? TcpEvent::Syn
                                         : (p.tcp_flags & tcp::kFin) != 0 ? TcpEvent::Fin
                                         : (p.tcp_flags & tcp::kAck) != 0 ? TcpEvent::Ack
                                                                          : TcpEvent::None)
         : p.key.protocol == Protocol::Sctp
             ? static_cast<std::uint8_t>(
                   event_of_chunks(p.sctp_chunk[0], p.sctp_chunk[1], p.sctp_chunks > 1))
             : std::uint8_t{0};
}

// Input, output, or input of a conn of which the director sees no replies.
constexpr Direction direction_of(Side from, std::uint32_t flags) {
  return from == Side::Dest                    ? Direction::Output
         : (flags & conn_flag::kNoOutput) != 0 ? Direction::InputOnly
                                               : Direction::Input;
}

// The move between the dest's counters when a conn with `flags` enters a state.
constexpr CounterMove counter_move(std::uint32_t flags, bool state_changes, bool is_active_state) {
  return !state_changes                                            ? CounterMove::None
         : (flags & conn_flag::kInactive) != 0 && is_active_state  ? CounterMove::Activate
         : (flags & conn_flag::kInactive) == 0 && !is_active_state ? CounterMove::Deactivate
                                                                   : CounterMove::None;
}

constexpr std::uint32_t flags_after(std::uint32_t flags, Side from, CounterMove move) {
  const std::uint32_t seen = from == Side::Dest ? flags & ~conn_flag::kNoOutput : flags;
  return move == CounterMove::Activate     ? seen & ~conn_flag::kInactive
         : move == CounterMove::Deactivate ? seen | conn_flag::kInactive
                                           : seen;
}

constexpr Track track_tcp(std::uint8_t state, std::uint32_t flags, std::uint8_t event, Side from,
                          TcpRules rules) {
  const TcpState next = next_state(static_cast<TcpState>(state), static_cast<TcpEvent>(event),
                                   direction_of(from, flags), rules);
  const bool changes = next != static_cast<TcpState>(state);
  const CounterMove move = counter_move(flags, changes, is_active(next));
  return Track{flags_after(flags, from, move), static_cast<std::uint8_t>(next),
               static_cast<TimeoutClass>(kTcpTimeouts + static_cast<unsigned>(next)), move,
               changes && next == TcpState::Established};
}

constexpr Track track_sctp(std::uint8_t state, std::uint32_t flags, std::uint8_t event, Side from) {
  const SctpState next = next_state(static_cast<SctpState>(state), static_cast<SctpEvent>(event),
                                    direction_of(from, flags));
  const bool changes = next != static_cast<SctpState>(state);
  const CounterMove move = counter_move(flags, changes, is_active(next));
  return Track{flags_after(flags, from, move), static_cast<std::uint8_t>(next),
               static_cast<TimeoutClass>(kSctpTimeouts + static_cast<unsigned>(next)), move,
               changes && next == SctpState::Established};
}

// `state` below 16 and `event` of the protocol; anything else gives a state without meaning, never
// an access outside of the tables. Without a dest (bypass, dest removed) ignore `move`.
constexpr Track conn_track(Protocol protocol, std::uint8_t state, std::uint32_t flags,
                           std::uint8_t event, Side from, TcpRules rules) {
  switch (protocol) {
    case Protocol::Tcp:
      return track_tcp(state, flags, event, from, rules);
    case Protocol::Sctp:
      return track_sctp(state, flags, event, from);
    case Protocol::Udp:
      return Track{flags, 0, kUdpTimeout, CounterMove::None, from == Side::Dest};
    default:
      return Track{flags, state, kTimeoutUnchanged, CounterMove::None, false};
  }
}

// A packet that opens a conn, and for which a conn in its last states may be scheduled anew.
constexpr bool opens_conn(const Parsed& p) {
  return p.key.protocol == Protocol::Tcp    ? (p.tcp_flags & tcp::kSyn) != 0
         : p.key.protocol == Protocol::Sctp ? p.sctp_chunk[0] == sctp::kInit
                                            : false;
}

enum class Sloppy : std::uint8_t { Off = 0, On = 1 };

// Whether a packet without a conn may be scheduled. SYN+ACK may (active FTP); RST and ABORT never;
// other packets in the middle of a conn only with sloppy_tcp or sloppy_sctp. AH, ESP, ICMP: never.
constexpr bool may_schedule(const Parsed& p, Sloppy sloppy_tcp, Sloppy sloppy_sctp) {
  return p.key.protocol == Protocol::Udp ||
         (p.key.protocol == Protocol::Tcp && (p.tcp_flags & tcp::kRst) == 0 &&
          (opens_conn(p) || sloppy_tcp == Sloppy::On)) ||
         (p.key.protocol == Protocol::Sctp && p.sctp_chunk[0] != sctp::kAbort &&
          (opens_conn(p) || sloppy_sctp == Sloppy::On));
}

// Whether a conn in this state gives way when opens_conn() meets it; reuse_mode is the setting
// conn_reuse_mode. Conns with a controlling conn (template, FTP) never do: ask before.
constexpr bool may_be_reused(Protocol protocol, std::uint8_t state, std::uint32_t flags,
                             std::uint32_t reuse_mode) {
  return reuse_mode != 0 &&
         (protocol == Protocol::Tcp ? state == static_cast<std::uint8_t>(TcpState::TimeWait) ||
                                          state == static_cast<std::uint8_t>(TcpState::Close) ||
                                          ((reuse_mode & 2u) != 0 &&
                                           state == static_cast<std::uint8_t>(TcpState::FinWait) &&
                                           (flags & conn_flag::kNoOutput) != 0)
                                    : protocol == Protocol::Sctp &&
                                          state == static_cast<std::uint8_t>(SctpState::Closed));
}

}  // namespace dp
}  // namespace nicvs
