// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "host/config/desired_of.hpp"

namespace nicvs::config {

std::vector<std::string> notes_of(const LvsConfig& config) {
  const GlobalBlock& global = config.global;
  std::vector<std::string> notes;
  const auto note = [&](bool is_set, std::string_view key) {
    if (!is_set) return;
    notes.push_back("line " + std::to_string(global.origin.line_of(key)) +
                    ": not yet active: " + std::string(key));
  };
  note(global.backup_active, "backup_active");
  note(!global.backup.empty(), "backup");
  note(!global.backup_private.empty(), "backup_private");
  note(global.heartbeat, "heartbeat");
  note(global.sync, "sync");
  note(global.syncdaemon, "syncdaemon");
  note(!global.nat_router.empty(), "nat_router");
  note(global.monitor_links, "monitor_links");
  note(!global.active_cmd.empty(), "active_cmd");
  note(!global.inactive_cmd.empty(), "inactive_cmd");
  note(global.reservation_conflict_action == "preempt", "reservation_conflict_action");
  note(global.service == "fos", "service");
  for (const VirtualBlock& block : config.failovers) {
    notes.push_back("line " + std::to_string(block.origin.line) +
                    ": not yet active: failover service " + block.name);
  }
  return notes;
}

}  // namespace nicvs::config
