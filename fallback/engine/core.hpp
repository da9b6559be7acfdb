// SPDX-License-Identifier: Apache-2.0
// What all workers of the software engine share. Changed by control calls behind the closed gate;
// what packets change in it is under the slow-path lock.
#pragma once

#include <array>
#include <cstdint>

#include "fallback/engine/data_owners.hpp"
#include "fallback/engine/defence.hpp"
#include "fallback/engine/path_mtus.hpp"
#include "fallback/engine/spin_lock.hpp"
#include "fallback/engine/sync_notes.hpp"
#include "fallback/engine/templates.hpp"
#include "fallback/net/net_view.hpp"
#include "fallback/services/classifier.hpp"
#include "fallback/services/service_table.hpp"
#include "fallback/services/settings.hpp"
#include "nicvs/dp/conn_track.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::soft {

struct Core {
  Core(std::uint64_t conn_capacity, unsigned worker_count, const dp::HashKey& key,
       std::uint64_t random_seed)
      : hash_key(key),
        workers(worker_count),
        services({.workers = worker_count, .random_seed = random_seed}, settings),
        templates(conn_capacity, key, services) {
    std::copy(std::begin(dp::kDefaultTimeout_s), std::end(dp::kDefaultTimeout_s),
              timeout_s.begin());
  }

  // Whether packets of clients are another director's business: backup_only while a backup runs.
  bool is_only_backup() const { return sync_roles.is_backup && settings.values().backup_only != 0; }

  dp::HashKey hash_key;
  unsigned workers;
  Settings settings;
  ServiceTable services;
  Classifier classifier;
  NetView net;
  PathMtus path_mtus;
  Timeouts timeouts;
  std::array<std::uint32_t, dp::kTimeoutClasses> timeout_s{};  // by dp::TimeoutClass

  SyncRoles sync_roles;

  SpinLock slow_path;
  Templates templates;
  DataOwners data_owners;
  Defence defence;
  // Free and buffer memory of the machine in pages, as last told; much, until somebody says so.
  std::uint64_t free_pages = std::uint64_t{1} << 20;
  SyncNotes template_notes;
};

}  // namespace nicvs::soft
