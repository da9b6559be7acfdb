// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/entry_dropper.hpp"

#include "nicvs/dp/names.hpp"
#include "nicvs/dp/sctp_states.hpp"
#include "nicvs/dp/tcp_states.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kIdle_s = 60;

enum class Fate { Stays, GoesIfIdle, Goes };

Fate fate_of_tcp(dp::TcpState state) {
  switch (state) {
    case dp::TcpState::SynRecv:
    case dp::TcpState::SynAck:
      return Fate::Goes;
    case dp::TcpState::Established:
      return Fate::GoesIfIdle;
    default:
      return Fate::Stays;
  }
}

Fate fate_of_sctp(dp::SctpState state) {
  switch (state) {
    case dp::SctpState::Init1:
    case dp::SctpState::Init:
      return Fate::Goes;
    case dp::SctpState::Established:
      return Fate::GoesIfIdle;
    default:
      return Fate::Stays;
  }
}

Fate fate_of(const Conn& conn, bool of_one_packet) {
  if (conn.is_template()) {
    if (conn.control != 0) return Fate::Stays;
    if (of_one_packet) return Fate::GoesIfIdle;
    return (conn.state & dp::kTemplateAssured) != 0 ? Fate::Stays : Fate::Goes;
  }
  if (conn.protocol == dp::Protocol::Tcp) return fate_of_tcp(dp::TcpState{conn.state});
  if (conn.protocol == dp::Protocol::Sctp) return fate_of_sctp(dp::SctpState{conn.state});
  return Fate::GoesIfIdle;
}

}  // namespace

bool EntryDropper::drops(const Conn& conn, bool of_one_packet, Tick now) {
  const Fate fate = fate_of(conn, of_one_packet);
  return fate == Fate::Goes || (fate == Fate::GoesIfIdle && drops_idle(conn, now));
}

// Without a packet for a minute, few in all, and then every n-th of those with n packets.
bool EntryDropper::drops_idle(const Conn& conn, Tick now) {
  const Tick last_packet = conn.deadline - ticks_of(conn.timeout_s);
  if (is_before(now, last_packet + ticks_of(kIdle_s))) return false;
  if (conn.packets == 0 || conn.packets > kFewPackets) return false;
  std::uint32_t& staying = staying_[conn.packets];
  if (staying > 1) {
    --staying;
    return false;
  }
  staying = conn.packets;
  return true;
}

}  // namespace nicvs::soft
