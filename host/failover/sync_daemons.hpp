// SPDX-License-Identifier: Apache-2.0
// The sync daemons of a director: a master that tells others of its conns, a backup that learns
// theirs (the kernel's start_sync_thread and stop_sync_thread).
//
//   SyncDaemons daemons(engine, plane, transport);
//   daemons.start_daemon({.role = SyncDaemon::Role::Master, .interface = "eth1"});
//   daemons.tick(now);   // a hundred times a second
//
// Control thread only.
#pragma once

#include <memory>
#include <optional>

#include "host/failover/sync_master.hpp"
#include "host/failover/sync_transport.hpp"
#include "nicvs/data_plane.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::failover {

// Since start; daemons come and go.
struct SyncCounters {
  std::uint64_t sent_datagrams = 0;
  std::uint64_t sent_conns = 0;
  std::uint64_t lost_conns = 0;  // the engine's ring or a channel's queue was full
  std::uint64_t received_datagrams = 0;
  SyncApplied applied;
  SyncRejectCounts rejects{};
};

class SyncDaemons final : public SyncControl {
 public:
  // All outlive the daemons.
  SyncDaemons(SyncEngine& engine, const DataPlane& plane, SyncTransport& transport)
      : engine_(engine), plane_(plane), transport_(transport) {}
  ~SyncDaemons() override;

  Status start_daemon(const SyncDaemon& daemon) override;
  Status stop_daemon(SyncDaemon::Role role) override;
  std::vector<SyncDaemon> daemons() const override;

  // Takes over what packets have noted by `now`, which never goes back.
  void collect(Time now);
  // collect(), then sends what is due.
  void tick(Time now);

  SyncCounters counters() const;

 private:
  struct Master {
    SyncDaemon daemon;
    std::unique_ptr<SyncSender> sender;
    SyncMaster queue;
  };
  struct Backup {
    SyncDaemon daemon;
    std::unique_ptr<SyncReceiver> receiver;
  };

  Status check(const SyncDaemon& daemon) const;
  Status start_master(const SyncEndpoint& endpoint);
  Status start_backup(const SyncEndpoint& endpoint);
  void set_roles();
  void receive(std::span<const std::uint8_t> datagram);
  int setting(std::string_view name) const;

  SyncEngine& engine_;
  const DataPlane& plane_;
  SyncTransport& transport_;
  std::optional<Master> master_;
  std::optional<Backup> backup_;
  unsigned channels_ = 1;  // as the first of them was started with
  Time now_{0};
  SyncCounters counters_;  // those of a running master are added when read
};

}  // namespace nicvs::failover
