// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/sync_import.hpp"

#include <algorithm>
#include <mutex>

namespace nicvs::soft {
namespace {

namespace flag = dp::conn_flag;

// Of a conn that is there a peer changes these only.
constexpr std::uint32_t kUpdatedFlags = flag::kInactive | flag::kInSeq | flag::kOutSeq;
// Where neither the message nor a table of timeouts tells.
constexpr std::uint32_t kUntoldTimeout_s = 180;

bool is_nat(std::uint32_t flags) {
  return (flags & flag::kMethodMask) == static_cast<std::uint32_t>(ForwardMethod::Nat);
}

bool is_template(std::uint32_t flags) { return (flags & flag::kTemplate) != 0; }

// Methods that need no dest to find the way.
bool can_go_alone(std::uint32_t flags) {
  switch (static_cast<ForwardMethod>(flags & flag::kMethodMask)) {
    case ForwardMethod::Nat:
    case ForwardMethod::Tun:
    case ForwardMethod::Dr:
    case ForwardMethod::Bypass:
      return true;
    default:
      return false;
  }
}

ConnKind kind_of(std::uint32_t flags) {
  if (is_template(flags)) return ConnKind::Template;
  return (flags & flag::kInactive) != 0 ? ConnKind::Inactive : ConnKind::Active;
}

}  // namespace

dp::FlowKey SyncImport::key_of(const SyncedConn& conn) {
  return {conn.client,       conn.virtual_address, conn.client_port,
          conn.virtual_port, conn.protocol,        conn.family};
}

ConnIndex SyncImport::find(const SyncedConn& conn) const {
  const dp::FlowKey key = key_of(conn);
  const ConnTable::Hit hit = table_.find(key, table_.hash_of(key));
  return hit.from == dp::Side::Client ? hit.index : kNoConn;
}

bool SyncImport::has_same_dest(ConnIndex index, const SyncedConn& conn) const {
  return table_.conn(index).dest_port == conn.dest_port &&
         table_.conn(index).dest_family == conn.family && table_.addresses(index).dest == conn.dest;
}

// The kernel's ip_vs_find_dest: dests of fwmark services are looked for without a port first.
Dest* SyncImport::find_dest(const SyncedConn& conn) const {
  const Service* service = core_.services.match(key_of(conn), conn.fwmark);
  if (service == nullptr) return nullptr;
  const IpAddress address{conn.family, conn.dest};
  const bool any_port_first = conn.fwmark != 0 && !is_nat(conn.flags);
  const std::uint16_t first = any_port_first ? std::uint16_t{0} : conn.dest_port;
  const std::uint16_t second = any_port_first ? conn.dest_port : std::uint16_t{0};
  Dest* dest = service->find_dest({address, first});
  return dest != nullptr ? dest : service->find_dest({address, second});
}

// A conn inherits how it is forwarded from its dest, whatever the peer says.
std::uint32_t SyncImport::flags_with(const Dest* dest, std::uint32_t flags) {
  if (dest == nullptr) return flags;
  flags &= ~(flag::kMethodMask | flag::kNoOutput);
  flags |= static_cast<std::uint32_t>(dest->method);
  if (dest->method != ForwardMethod::Nat) flags |= flag::kNoOutput;
  return is_template(flags) ? flags | flag::kInactive : flags;
}

void SyncImport::bind(Conn& conn, Dest& dest) {
  const std::lock_guard lock(core_.slow_path);
  conn.dest_index = dest.index;
  core_.services.bind(dest, kind_of(conn.flags));
}

std::uint32_t SyncImport::timeout_of(const SyncedConn& conn) const {
  if (conn.timeout_s != 0) return std::min(conn.timeout_s, kMaxTimeout_s);
  if (is_template(conn.flags)) return kUntoldTimeout_s;
  switch (conn.protocol) {
    case Protocol::Tcp:
      return core_.timeout_s[dp::kTcpTimeouts + conn.state % dp::kTcpStates];
    case Protocol::Sctp:
      return core_.timeout_s[dp::kSctpTimeouts + conn.state % dp::kSctpStates];
    case Protocol::Udp:
      return core_.timeout_s[dp::kUdpTimeout];
    default:
      return kUntoldTimeout_s;
  }
}

void SyncImport::set_progress(Conn& conn, const SyncedConn& from, Tick now) {
  conn.packets = static_cast<std::uint32_t>(core_.settings.values().sync_threshold);
  conn.state = static_cast<std::uint8_t>(std::min<std::uint16_t>(from.state, 0xff));
  conn.timeout_s = timeout_of(from);
  conn.deadline = now + ticks_of(conn.timeout_s);
}

ConnIndex SyncImport::create(const SyncedConn& from, Tick now) {
  Dest* dest = find_dest(from);
  if (dest == nullptr && !can_go_alone(from.flags)) return kNoConn;
  Conn conn{};
  conn.client_port = from.client_port;
  conn.virtual_port = from.virtual_port;
  conn.dest_port = from.dest_port;
  conn.protocol = from.protocol;
  conn.family = from.family;
  conn.dest_family = from.family;
  conn.flags = flags_with(dest, from.flags);
  conn.dest_index = kNoDest;
  conn.fwmark = from.fwmark;
  conn.control = is_template(from.flags) ? 0 : kNoConn;
  set_progress(conn, from, now);
  const ConnAddresses addresses{from.client, from.virtual_address, from.dest};
  const ConnIndex index = from.engine_data.empty() ? table_.insert(conn, addresses)
                                                   : table_.insert_unindexed(conn, addresses);
  if (index == kNoConn) return kNoConn;
  notes_.begin(index, conn.state);
  if (dest != nullptr) bind(table_.conn(index), *dest);
  wheel_.arm(index);
  return index;
}

bool SyncImport::update(ConnIndex index, const SyncedConn& from, Tick now) {
  Conn& present = table_.conn(index);
  const bool moves = ((present.flags ^ from.flags) & flag::kInactive) != 0 &&
                     !is_template(from.flags) && present.dest_index != kNoDest;
  if (moves) {
    Dest& dest = core_.services.dest(present.dest_index);
    (from.flags & flag::kInactive) != 0 ? ServiceTable::deactivate(dest)
                                        : ServiceTable::activate(dest);
  }
  present.flags = (from.flags & kUpdatedFlags) | (present.flags & ~kUpdatedFlags);
  if (present.dest_index == kNoDest) {
    if (Dest* dest = find_dest(from)) {
      if (!table_.set_flags(index, flags_with(dest, present.flags))) return false;
      bind(present, *dest);
    }
  }
  set_progress(present, from, now);
  wheel_.deadline_moved(index);
  notes_.begin(index, present.state);
  return true;
}

}  // namespace nicvs::soft
