// SPDX-License-Identifier: Apache-2.0
// Puts conns that a backup received into a table, or brings those there up to date (the kernel's
// ip_vs_proc_conn). No worker is inside a batch.
#pragma once

#include "fallback/engine/core.hpp"
#include "fallback/engine/sync_notes.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::soft {

class SyncImport {
 public:
  // The table with its timers: a worker's, or that of the templates.
  SyncImport(Core& core, ConnTable& table, TimerWheel& wheel, SyncNotes& notes)
      : core_(core), table_(table), wheel_(wheel), notes_(notes) {}

  static dp::FlowKey key_of(const SyncedConn& conn);
  // kNoConn if there is none.
  ConnIndex find(const SyncedConn& conn) const;
  bool has_same_dest(ConnIndex index, const SyncedConn& conn) const;
  // kNoConn if it cannot be kept: the table is full, or without a dest there is no way on.
  // A template with a persistence engine's data is not found by its key.
  ConnIndex create(const SyncedConn& conn, Tick now);
  // False if the table is full; then the conn can only be removed.
  [[nodiscard]] bool update(ConnIndex index, const SyncedConn& conn, Tick now);

 private:
  Dest* find_dest(const SyncedConn& conn) const;
  // The flags of a conn that gets this dest (or none, nullptr).
  static std::uint32_t flags_with(const Dest* dest, std::uint32_t flags);
  void bind(Conn& conn, Dest& dest);
  void set_progress(Conn& conn, const SyncedConn& from, Tick now);
  std::uint32_t timeout_of(const SyncedConn& conn) const;

  Core& core_;
  ConnTable& table_;
  TimerWheel& wheel_;
  SyncNotes& notes_;
};

}  // namespace nicvs::soft
