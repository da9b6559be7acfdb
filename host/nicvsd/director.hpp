// SPDX-License-Identifier: Apache-2.0
// A software director on this machine's ports: the engine, its workers and its view of the network.
//
// Control thread only; the workers run in threads of their own.
#pragma once

#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <memory>

#include "fallback/soft_data_plane.hpp"
#include "fallback/worker/worker_pool.hpp"
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
  // Lets frames of new services and NAT dests in; cheap when there are none.
  void steer() {
    if (pool_) pool_->update_steering();
  }
  // Closes the ports: the kernel has its traffic back.
  void stop();

  DataPlane& plane() { return *engine_; }
  std::vector<rpc::PortStatus> ports() const;
  // Frames that the ports and workers lost around the engine since start.
  std::uint64_t lost(dp::Reason reason) const { return pool_ ? pool_->lost(reason) : 0; }

 private:
  Director(asio::io_context& io, spdlog::logger& log) : log_(log), network_changes_(io) {}
  Status configure(const Options& options);
  void wait_for_network_change();

  spdlog::logger& log_;
  std::unique_ptr<soft::SoftDataPlane> engine_;
  std::unique_ptr<netlink::NetMonitor> monitor_;
  asio::posix::stream_descriptor network_changes_;  // the monitor's, which closes it
  std::unique_ptr<soft::WorkerPool> pool_;
};

}  // namespace nicvs::nicvsd
