// SPDX-License-Identifier: Apache-2.0
// When a master tells its backups about a conn (Linux ip_vs_sync.c, ip_vs_sync_conn_needed).
//
//   const SyncChoice c = sync_choice(conn, note, packets, now, rules);
//   note = c.note;
//   if (c.send == SyncSend::Yes) ...
//
// Asked after each packet from the client. Times are ticks, any unit; they wrap.
#pragma once

#include <cstdint>

#include "nicvs/dp/conn_flags.hpp"
#include "nicvs/dp/sctp_states.hpp"
#include "nicvs/dp/tcp_states.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

// The settings of net.ipv4.vs that decide.
struct SyncRules {
  std::uint32_t threshold;          // sync_threshold: sent when packets % period is this
  std::uint32_t period;             // 0: sent once, when packets is the threshold
  std::uint32_t refresh_ticks;      // sync_refresh_period; 0 = off
  std::uint32_t retries;            // sync_retries, 0..3, within a refresh period
  std::uint32_t min_refresh_ticks;  // 10 s: what shortens the refresh period of short conns
};

// What is remembered of a conn since it was last sent. Zero for a new conn.
struct SyncNote {
  std::uint32_t end;    // when it was to expire then; in the two lowest bits the repetitions since
  std::uint8_t state;   // as it was then
  std::uint8_t is_set;  // 1 once it was sent
};
constexpr std::uint32_t kSyncRepetitions = 3;

enum class Lineage : std::uint8_t { Own = 0, OfTemplate = 1 };
enum class PersistMode : std::uint8_t { All = 0, TemplatesOnly = 1 };

struct SyncedState {
  Protocol protocol;
  std::uint8_t state;
  std::uint32_t flags;
  std::uint32_t timeout_ticks;
};

enum class SyncSend : std::uint8_t { No = 0, Yes = 1 };

struct SyncChoice {
  SyncSend send;
  SyncNote note;
};

// The states in which a backup is of use, one bit each.
constexpr std::uint32_t kSyncedTcpStates = 1u << static_cast<unsigned>(TcpState::Established) |
                                           1u << static_cast<unsigned>(TcpState::FinWait) |
                                           1u << static_cast<unsigned>(TcpState::Close) |
                                           1u << static_cast<unsigned>(TcpState::CloseWait) |
                                           1u << static_cast<unsigned>(TcpState::TimeWait);
constexpr std::uint32_t kSyncedSctpStates =
    1u << static_cast<unsigned>(SctpState::Established) |
    1u << static_cast<unsigned>(SctpState::ShutdownSent) |
    1u << static_cast<unsigned>(SctpState::ShutdownReceived) |
    1u << static_cast<unsigned>(SctpState::ShutdownAckSent) |
    1u << static_cast<unsigned>(SctpState::Closed);

constexpr bool is_template(const SyncedState& conn) {
  return (conn.flags & conn_flag::kTemplate) != 0;
}

constexpr bool may_sync_state(const SyncedState& conn) {
  return is_template(conn)                 ? true
         : conn.protocol == Protocol::Tcp  ? ((kSyncedTcpStates >> (conn.state & 31u)) & 1u) != 0
         : conn.protocol == Protocol::Sctp ? ((kSyncedSctpStates >> (conn.state & 31u)) & 1u) != 0
                                           : true;
}

// A change to a state other than ESTABLISHED is told at once, whatever the count of packets.
constexpr bool has_left_established(const SyncedState& conn, const SyncNote& note) {
  return !is_template(conn) && conn.state != note.state &&
         ((conn.protocol == Protocol::Tcp &&
           conn.state != static_cast<std::uint8_t>(TcpState::Established)) ||
          (conn.protocol == Protocol::Sctp &&
           conn.state != static_cast<std::uint8_t>(SctpState::Established)));
}

constexpr std::uint32_t distance(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) < 0 ? b - a : a - b;
}

// Whether the conn's end has hardly moved since it was sent.
constexpr bool is_fresh(const SyncedState& conn, const SyncNote& note, std::uint32_t end,
                        const SyncRules& rules) {
  const std::uint32_t half = conn.timeout_ticks / 2;
  const std::uint32_t least = half > rules.min_refresh_ticks ? half : rules.min_refresh_ticks;
  return rules.refresh_ticks != 0 && note.is_set != 0 &&
         distance(end, note.end) < (rules.refresh_ticks < least ? rules.refresh_ticks : least);
}

constexpr bool may_retry(const SyncedState& conn, const SyncNote& note, std::uint32_t now,
                         const SyncRules& rules) {
  const std::uint32_t again = note.end - conn.timeout_ticks + rules.refresh_ticks / 8;
  return (note.end & kSyncRepetitions) < rules.retries &&
         static_cast<std::int32_t>(now - again) >= 0;
}

constexpr bool is_due(const SyncedState& conn, std::uint32_t packets, const SyncRules& rules) {
  return rules.period != 0 ? is_template(conn) || packets % rules.period == rules.threshold
                           : rules.refresh_ticks != 0 || packets == rules.threshold;
}

// `packets` from the client, the present one included; for templates the times they were told of.
constexpr SyncChoice sync_choice(const SyncedState& conn, Lineage lineage, const SyncNote& note,
                                 std::uint32_t packets, std::uint32_t now, const SyncRules& rules,
                                 PersistMode mode) {
  const bool is_left_out =
      !is_template(conn) && lineage == Lineage::OfTemplate && mode == PersistMode::TemplatesOnly;
  if (is_left_out || !may_sync_state(conn)) return SyncChoice{SyncSend::No, note};
  const std::uint32_t end = (now + conn.timeout_ticks) & ~kSyncRepetitions;
  SyncNote sent{end, conn.state, 1};
  if (has_left_established(conn, note)) return SyncChoice{SyncSend::Yes, sent};
  if (is_fresh(conn, note, end, rules)) {
    if (!may_retry(conn, note, now, rules)) return SyncChoice{SyncSend::No, note};
    sent.end |= (note.end & kSyncRepetitions) + 1;
  }
  if (!is_due(conn, packets, rules)) return SyncChoice{SyncSend::No, note};
  return SyncChoice{SyncSend::Yes, sent};
}

}  // namespace dp
}  // namespace nicvs
