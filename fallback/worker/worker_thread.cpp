// SPDX-License-Identifier: Apache-2.0
#include "fallback/worker/worker_thread.hpp"

#include <pthread.h>
#include <sched.h>

#include <chrono>
#include <string>
#include <utility>

namespace nicvs::soft {
namespace {

constexpr std::chrono::milliseconds kLongestSleep{10};
// Empty polls before the worker sleeps; after frames came it is likely that more come.
constexpr unsigned kIdlePolls = 64;

Time monotonic_now() { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace

WorkerThread::WorkerThread(unsigned index, SoftDataPlane& engine, std::unique_ptr<PortIo> io,
                           HandoverRings& rings, Worker::Waker& others)
    : io_(std::move(io)), worker_(index, engine, *io_, rings, others) {}

WorkerThread::~WorkerThread() { stop(); }

void WorkerThread::start(std::optional<unsigned> cpu) {
  is_stopping_ = false;
  thread_ = std::thread([this] { loop(); });
  if (!cpu) return;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(*cpu, &cpus);
  pthread_setaffinity_np(thread_.native_handle(), sizeof cpus, &cpus);
}

void WorkerThread::stop() {
  if (!thread_.joinable()) return;
  is_stopping_ = true;
  io_->wake();
  thread_.join();
}

void WorkerThread::loop() {
  unsigned idle_polls = 0;
  while (!is_stopping_.load(std::memory_order_relaxed)) {
    if (has_change_.load(std::memory_order_acquire)) run_change();
    idle_polls = worker_.poll_once(monotonic_now()) > 0 ? 0 : idle_polls + 1;
    if (idle_polls < kIdlePolls) continue;
    io_->wait(kLongestSleep);
    idle_polls = kIdlePolls - 1;
  }
}

void WorkerThread::run_between_batches(const std::function<void(PortIo&)>& change) {
  if (!thread_.joinable()) {
    change(*io_);
    return;
  }
  std::unique_lock lock(change_mutex_);
  change_ = &change;
  has_change_.store(true, std::memory_order_release);
  io_->wake();
  change_done_.wait(lock, [this] { return change_ == nullptr; });
}

void WorkerThread::run_change() {
  const std::lock_guard lock(change_mutex_);
  (*change_)(*io_);
  change_ = nullptr;
  has_change_.store(false, std::memory_order_relaxed);
  change_done_.notify_one();
}

}  // namespace nicvs::soft
