// SPDX-License-Identifier: Apache-2.0
// All workers and all ports of a software director.
//
//   auto pool = WorkerPool::create(*engine, {.workers = 2}, log);
//   (*pool)->add_port("eth0");
//   (*pool)->start();
//   every 100 ms: (*pool)->tick();
//
// Control thread only; the workers run in threads of their own. An error in create() says what the
// machine lacks; a port that cannot be opened is logged and tried again every second.
#pragma once

#include <spdlog/logger.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fallback/io/port_opening.hpp"
#include "fallback/worker/worker_thread.hpp"

namespace nicvs::soft {

struct PoolOptions {
  unsigned workers = 1;  // the same as the engine's
  IoMode mode = IoMode::Auto;
  std::uint32_t frames_per_worker = 8192;  // buffers of 4 KiB
  std::vector<unsigned> cpus;              // worker i runs on cpus[i]; empty = anywhere
  XdpAccelerator* accelerator = nullptr;   // for ports with XDP; outlives the pool
};

struct PortStatus {
  std::string name;
  PortId id = 0;     // 0 while it is not open
  std::string mode;  // "AF_XDP native", ...; empty while it is not open
  bool is_up = false;
  std::string problem;  // why it is not open
};

// Whether accelerated frames leave by a port.
enum class PortUse { None, Sending };

class WorkerPool final : public Worker::Waker {
 public:
  static Result<std::unique_ptr<WorkerPool>> create(SoftDataPlane& engine,
                                                    const PoolOptions& options,
                                                    spdlog::logger& log);
  ~WorkerPool() override;

  // Opens the port, or says why not; in either case it belongs to the pool from now on and is
  // opened as soon as it can be. EEXIST: it already belongs to it.
  Status add_port(const std::string& name);
  void remove_port(const std::string& name);

  void start();
  void stop();  // also closes all ports: the kernel has its traffic back

  // Brings steering up to date and looks after the ports; cheap when nothing has changed.
  void tick();
  // Steering alone: frames of a new service or from a new NAT dest reach the kernel until then.
  void update_steering();

  std::vector<PortStatus> ports() const;
  std::vector<const WorkerCounters*> counters() const;  // by worker
  std::uint64_t lost(dp::Reason reason) const;          // frames, of all workers
  SteeringCounts steering_counts() const { return maps_->counts(); }

  void wake(unsigned worker) override { workers_[worker]->io().wake(); }

 private:
  struct ManagedPort {
    std::string name;
    PortFacts facts;
    std::unique_ptr<PortAttachment> attachment;  // none while it is not open
    std::string problem;
  };

  WorkerPool(SoftDataPlane& engine, const PoolOptions& options, spdlog::logger& log,
             std::unique_ptr<SteeringMaps> maps)
      : engine_(engine), options_(options), log_(log), maps_(std::move(maps)) {}
  Status open(ManagedPort& port);
  void close(ManagedPort& port);
  void look_after(ManagedPort& port);
  // Tells the accelerator, and the log, whether it may send by the port.
  void update_accelerator(const ManagedPort& port);
  bool takes_accelerated_frames(const ManagedPort& port) const;
  void set_accelerated(const ManagedPort& port, PortUse use);
  SoftDataPlane& engine_;
  PoolOptions options_;
  spdlog::logger& log_;
  std::unique_ptr<SteeringMaps> maps_;
  HandoverRings rings_;
  std::vector<std::unique_ptr<WorkerThread>> workers_;
  std::vector<ManagedPort> ports_;
  std::uint64_t steering_generation_ = 0;
  bool is_steering_current_ = false;
  std::chrono::steady_clock::time_point looked_after_{};
};

}  // namespace nicvs::soft
