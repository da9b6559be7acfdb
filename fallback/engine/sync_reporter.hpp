// SPDX-License-Identifier: Apache-2.0
// Tells the sync daemon's master about conns, as the packets that the kernel's ip_vs_in passes on
// make it do. One per worker.
#pragma once

#include "fallback/engine/core.hpp"
#include "fallback/engine/ftp_conns.hpp"
#include "fallback/engine/sync_notes.hpp"
#include "fallback/engine/sync_ring.hpp"

namespace nicvs::soft {

class SyncReporter {
 public:
  // Of a worker with these conns; both outlive it.
  SyncReporter(Core& core, const ConnTable& conns, const FtpConns& ftp)
      : core_(core), conns_(conns), ftp_(ftp) {}

  // No worker is inside a batch. False, and nothing is reported, without the memory.
  bool enable();
  void set_role(bool is_master) { is_on_ = is_master; }
  // All else is only called if a master runs.
  bool is_on() const { return is_on_; }

  // After a packet from the client, whose count includes it: the conn, then what it depends on.
  void after_request(ConnIndex index, Tick now) { report(index, conns_.conn(index).packets, now); }
  // After a packet that left no conn (one-packet scheduling): its template.
  void after_one_packet(ConnIndex control, Tick now);
  // A control conn was kept on for the sake of its data conns.
  void after_postponement(ConnIndex index, Tick now) { report(index, threshold(), now); }
  // A template was kept on for the sake of its conns. No worker is inside a batch.
  void after_template_postponement(ConnIndex index, Tick now);

  SyncNotes& notes() { return notes_; }
  SyncRing& ring() { return ring_; }

 private:
  void report(ConnIndex index, std::uint32_t packets, Tick now);
  void report_template(ConnIndex index, Tick now);
  bool choose(const Conn& conn, dp::Lineage lineage, dp::SyncNote& note, std::uint32_t packets,
              Tick now);
  dp::Lineage lineage_of(ConnIndex index) const;
  void push(ConnIndex index);
  void push_template(ConnIndex index);
  std::uint32_t threshold() const {
    return static_cast<std::uint32_t>(core_.settings.values().sync_threshold);
  }
  std::uint8_t version() const {
    return static_cast<std::uint8_t>(core_.settings.values().sync_version);
  }

  Core& core_;
  const ConnTable& conns_;
  const FtpConns& ftp_;
  bool is_on_ = false;
  SyncNotes notes_;
  SyncRing ring_;
};

}  // namespace nicvs::soft
