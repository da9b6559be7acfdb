// SPDX-License-Identifier: Apache-2.0
// The engine as the sync daemons see it.
#include "fallback/engine/engine.hpp"
#include "fallback/engine/ownership.hpp"
#include "fallback/engine/sync_import.hpp"

namespace nicvs::soft {

void Engine::set_sync_roles(const SyncRoles& roles) {
  exclusively_for_conns([&] {
    const bool is_any = roles.is_master || roles.is_backup;
    bool has_notes = is_any && core_.template_notes.enable(core_.templates.table().capacity());
    for (const auto& path : paths_) {
      if (is_any) has_notes &= path->sync().enable();
      path->sync().set_role(roles.is_master && has_notes);
    }
    core_.sync_roles = roles;
    if (!roles.is_master || !has_notes) {
      core_.templates.on_postponed({});
      return;
    }
    core_.templates.on_postponed([this](ConnIndex index) {
      paths_.front()->sync().after_template_postponement(index, core_.templates.wheel().now());
    });
  });
}

SyncRoles Engine::sync_roles() const { return core_.sync_roles; }

void Engine::take_sync_events(const std::function<void(const SyncEvent&)>& visit) {
  for (const auto& path : paths_) path->sync().ring().take(visit);
}

std::uint64_t Engine::lost_sync_events() const {
  std::uint64_t lost = 0;
  for (const auto& path : paths_) lost += path->sync().ring().lost();
  return lost;
}

SyncApplied Engine::apply_synced(std::span<const SyncedConn> conns) {
  return exclusively([&] {
    const Tick now = tick_from(last_time());
    SyncApplied applied;
    for (const SyncedConn& conn : conns) {
      if ((conn.flags & dp::conn_flag::kTemplate) != 0) {
        apply_synced_template(conn, now, applied);
      } else {
        const unsigned owner = owner_of_client(core_, conn.client, conn.client_port);
        paths_[owner]->apply_synced(conn, now, applied);
      }
    }
    return applied;
  });
}

void Engine::apply_synced_template(const SyncedConn& conn, Tick now, SyncApplied& applied) {
  SyncImport table(core_, core_.templates.table(), core_.templates.wheel(), core_.template_notes);
  const ConnIndex index = core_.templates.find(SyncImport::key_of(conn), conn.engine_data.bytes());
  if (index != kNoConn) {
    ++(table.update(index, conn, now) ? applied.updated : applied.refused);
    return;
  }
  const ConnIndex created = table.create(conn, now);
  if (created == kNoConn) {
    ++applied.refused;
    return;
  }
  core_.templates.set_engine_data(created, conn.engine_data.bytes());
  ++applied.created;
}

}  // namespace nicvs::soft
