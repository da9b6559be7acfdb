// SPDX-License-Identifier: Apache-2.0
// Tells the sync daemon's master about conns, as the packets that the kernel's ip_vs_in passes on
// make it do. One per worker.
#pragma once

#include "fallback/engine/core.hpp"
#include "fallback/engine/sync_notes.hpp"
#include "fallback/engine/sync_ring.hpp"

namespace nicvs::soft {

class SyncReporter {
 public:
  explicit SyncReporter(Core& core) : core_(core) {}

  // No worker is inside a batch. False, and nothing is reported, without the memory.
  bool enable(std::uint64_t conn_capacity);
  void set_role(bool is_master) { is_on_ = is_master; }
  // All else is only called if a master runs.
  bool is_on() const { return is_on_; }

  // After a packet from the client, whose count includes it: the conn, then its template.
  void after_request(const ConnTable& conns, ConnIndex index, Tick now);
  // After a packet that left no conn (one-packet scheduling): its template.
  void after_one_packet(ConnIndex control, Tick now);
  // A template was kept on for the sake of its conns. No worker is inside a batch.
  void after_postponement(ConnIndex template_index, Tick now);

  SyncNotes& notes() { return notes_; }
  SyncRing& ring() { return ring_; }

 private:
  void report_template(ConnIndex index, Tick now);
  bool choose(const Conn& conn, dp::SyncNote& note, std::uint32_t packets, Tick now);
  void push(const ConnTable& table, ConnIndex index, std::uint8_t version);
  std::uint8_t version() const {
    return static_cast<std::uint8_t>(core_.settings.values().sync_version);
  }

  Core& core_;
  bool is_on_ = false;
  SyncNotes notes_;
  SyncRing ring_;
};

}  // namespace nicvs::soft
