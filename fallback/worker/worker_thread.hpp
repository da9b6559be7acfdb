// SPDX-License-Identifier: Apache-2.0
// The thread around a Worker: busy while there are frames, asleep in poll() while there are none,
// and a door through which the control thread changes the worker's ports between two batches.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "fallback/io/port_io.hpp"
#include "fallback/worker/worker.hpp"

namespace nicvs::soft {

class WorkerThread {
 public:
  WorkerThread(unsigned index, SoftDataPlane& engine, std::unique_ptr<PortIo> io,
               HandoverRings& rings, Worker::Waker& others);
  ~WorkerThread();

  void start(std::optional<unsigned> cpu);  // cpu: bind the thread to it
  void stop();                              // returns when the thread has ended

  // Runs `change` in the worker's thread between two batches and returns when it has run; without a
  // running thread, runs it here. Control thread.
  void run_between_batches(const std::function<void(PortIo&)>& change);

  PortIo& io() { return *io_; }
  const Worker& worker() const { return worker_; }

 private:
  void loop();
  void run_change();

  std::unique_ptr<PortIo> io_;
  Worker worker_;
  std::thread thread_;
  std::atomic<bool> is_stopping_{false};
  // The pending change; guarded by change_mutex_ but for the flag, which the loop polls.
  std::mutex change_mutex_;
  std::condition_variable change_done_;
  const std::function<void(PortIo&)>* change_ = nullptr;
  std::atomic<bool> has_change_{false};
};

}  // namespace nicvs::soft
