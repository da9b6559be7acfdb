// SPDX-License-Identifier: Apache-2.0
// A worker pool whose control thread is a thread that ticks, as nicvsd's does.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "fallback/worker/worker_pool.hpp"
#include "tests/live/io/scripted_plane.hpp"

namespace nicvs::test {

class Director {
 public:
  Director(ScriptedPlane& plane, const soft::PoolOptions& options,
           const std::vector<std::string>& ports);
  ~Director();

  // The pool, while the ticking thread is kept out.
  template <class Use>
  auto with_pool(Use use) {
    const std::lock_guard lock(mutex_);
    return use(*pool_);
  }
  std::uint64_t steered(steer_count what) {
    return with_pool([&](auto& pool) { return pool.steering_counts()[what]; });
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<soft::WorkerPool> pool_;
  std::atomic<bool> is_stopping_{false};
  std::thread ticker_;
};

// A steering towards 10.9.9.9:53/udp and 10.9.9.9:80/tcp.
soft::SoftDataPlane::Steering test_services();

}  // namespace nicvs::test
