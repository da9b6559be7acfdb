// SPDX-License-Identifier: Apache-2.0
// How conns of a worker end: by their time, in another's favour, with their dest, by the dropper,
// or because another director says so.
#include <mutex>

#include "fallback/engine/packet_path.hpp"
#include "fallback/engine/sync_import.hpp"

namespace nicvs::soft {
void PacketPath::end_conn(ConnIndex index) {
  if (ftp_.controls_others(index)) return;
  wheel_.disarm(index);
  forget(index);
}

// For a conn that is not armed.
void PacketPath::expire(ConnIndex index) {
  accelerated_.catch_up(index);
  if (is_before(wheel_.now(), conns_.conn(index).deadline)) return wheel_.arm(index);
  if (!ftp_.controls_others(index)) return forget(index);
  Conn& conn = conns_.conn(index);
  conn.timeout_s = kPostponed_s;
  conn.deadline = wheel_.now() + ticks_of(kPostponed_s);
  wheel_.arm(index);
  if (sync_.is_on()) sync_.after_postponement(index, wheel_.now());
}

// For a conn that is not armed.
void PacketPath::forget(ConnIndex index) {
  accelerated_.remove(index);
  const Conn conn = conns_.conn(index);
  ftp_.forget(index);
  conns_.remove(index);
  sync_.notes().begin(index);
  release(conn);
}

void PacketPath::release(const Conn& conn) {
  const std::lock_guard lock(core_.slow_path);
  if (conn.dest_index != kNoDest) {
    core_.services.unbind(
        core_.services.dest(conn.dest_index),
        (conn.flags & dp::conn_flag::kInactive) != 0 ? ConnKind::Inactive : ConnKind::Active);
  }
  if (conn.control != kNoConn) core_.templates.lose_control(conn.control);
}

// The old conn counts at its dest while the new one is scheduled, and an error that refuses the new
// one counts as its reply: the kernel ends it by its timer.
Decision PacketPath::replace(Packet& packet, ConnIndex index, Batch& batch) {
  if (ftp_.controls_others(index)) return open_conn(packet, batch);
  accelerated_.remove(index);
  const Conn old = conns_.conn(index);
  wheel_.disarm(index);
  ftp_.forget(index);
  conns_.remove(index);
  sync_.notes().begin(index);
  const std::size_t errors = batch.originated.size();
  const Decision decision = open_conn(packet, batch);
  if (decision.verdict == dp::Verdict::Drop && batch.originated.size() > errors) {
    progress_.count_own_error(old, packet.parsed, batch.originated.back());
  }
  release(old);
  return decision;
}

bool PacketPath::expire_until(Tick to, unsigned limit) {
  return wheel_.turn(
      to, limit, [this](ConnIndex index) { expire(index); },
      [this](ConnIndex index) { conns_.prefetch_keys(index); });
}

void PacketPath::end_lost_conns(ConnIndex first, ConnIndex end) {
  for (ConnIndex index = first; index < end; ++index) {
    if (!conns_.is_used(index) || !core_.services.is_lost(conns_.conn(index).dest_index)) continue;
    const ConnIndex controller = ftp_.controller_of(index);
    end_conn(index);
    if (controller != kNoConn) end_conn(controller);
  }
}

void PacketPath::apply_synced(const SyncedConn& conn, Tick now, SyncApplied& applied) {
  SyncImport table(core_, conns_, wheel_, sync_.notes());
  ConnIndex index = table.find(conn);
  if (index != kNoConn && !table.has_same_dest(index, conn)) {
    // The end of a conn whose place has been taken, or the one that took the place.
    if ((conn.flags & dp::conn_flag::kInactive) != 0) {
      ++applied.late;
      return;
    }
    end_conn(index);
    index = kNoConn;
  }
  const bool is_new = index == kNoConn;
  if (!is_new) accelerated_.remove(index);
  if (is_new) {
    index = table.create(conn, now);
  } else if (!table.update(index, conn, now)) {
    end_conn(index);
    index = kNoConn;
  }
  if (index != kNoConn) {
    ftp_.follow(index, conn);
    if (accelerated_.is_on()) accelerated_.release_keys_of(index);
  }
  ++(index == kNoConn ? applied.refused : is_new ? applied.created : applied.updated);
}

void PacketPath::drop_entry(ConnIndex index, EntryDropper& dropper, Tick now) {
  accelerated_.catch_up(index);
  const Conn& conn = conns_.conn(index);
  if (ftp_.controls_others(index) || !dropper.drops(conn, false, now)) return;
  const ConnIndex control = conn.control;
  const ConnIndex controller = ftp_.controller_of(index);
  end_conn(index);
  if (controller != kNoConn) end_conn(controller);
  if (control != kNoConn) core_.templates.drop_unproven(control);
}

}  // namespace nicvs::soft
