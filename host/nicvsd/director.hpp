// SPDX-License-Identifier: Apache-2.0
// A software director on this machine's ports: the engine, its workers and its view of the network.
//
// Control thread only; the workers run in threads of their own.
#pragma once

#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <memory>

#include "fallback/soft_data_plane.hpp"
#include "fallback/worker/worker_pool.hpp"
#include "host/failover/multicast_sockets.hpp"
#include "host/failover/sync_daemons.hpp"
#include "host/netlink/net_monitor.hpp"
#include "host/nicvsd/options.hpp"
#include "host/rpc/status.hpp"

namespace nicvs::nicvsd {

class Director {
 public:
  // The engine with its settings, marks and rules; it knows the network, but no frame reaches it.
  static Result<std::unique_ptr<Director>> create(asio::io_context& io, const Options& options,
                                                  spdlog::logger& log);
  ~Director();

  // Opens the ports and starts the workers. A port that cannot be opened is logged and retried.
  Status start(const Options& options);
  void tick();
  // A hundred times a second: lets frames of new services and NAT dests in, and tells backups of
  // conns; cheap when there is nothing to do.
  void steer();
  // Closes the ports: the kernel has its traffic back.
  void stop();

  DataPlane& plane() { return *engine_; }
  SyncControl& sync() { return *sync_; }
  std::vector<rpc::SyncCounter> sync_counters() const;
  std::vector<rpc::PortStatus> ports() const;
  // Frames that the ports and workers lost around the engine since start.
  std::uint64_t lost(dp::Reason reason) const { return pool_ ? pool_->lost(reason) : 0; }

 private:
  Director(asio::io_context& io, spdlog::logger& log)
      : log_(log), sockets_(io), network_changes_(io) {}
  Status configure(const Options& options);
  void create_accelerator(const Options& options);
  void wait_for_network_change();
  void watch_memory();

  spdlog::logger& log_;
  std::unique_ptr<soft::XdpAccelerator> accelerator_;  // none if not wanted or not to be had
  std::unique_ptr<soft::SoftDataPlane> engine_;
  failover::MulticastSockets sockets_;
  std::unique_ptr<failover::SyncDaemons> sync_;
  std::unique_ptr<netlink::NetMonitor> monitor_;
  asio::posix::stream_descriptor network_changes_;  // the monitor's, which closes it
  std::unique_ptr<soft::WorkerPool> pool_;
  std::chrono::steady_clock::time_point memory_read_at_{};
};

}  // namespace nicvs::nicvsd
