// SPDX-License-Identifier: Apache-2.0
// Keeps control calls and batches of frames apart.
//
// A worker is inside from enter() to leave(), once per batch; a control call that holds the gate
// closed finds no worker inside and may change any table. One uncontended exchange per batch.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

namespace nicvs::soft {

class Gate {
 public:
  explicit Gate(unsigned workers) : workers_(workers), inside_(new Flag[workers]) {}

  void enter(unsigned worker) {
    for (;;) {
      inside_[worker].value.store(true, std::memory_order_seq_cst);
      if (!is_closed_.load(std::memory_order_seq_cst)) return;
      inside_[worker].value.store(false, std::memory_order_release);
      is_closed_.wait(true, std::memory_order_acquire);
    }
  }
  void leave(unsigned worker) { inside_[worker].value.store(false, std::memory_order_release); }

  // Keeps other threads outside the workers from changing anything; the workers go on.
  class Turn {
   public:
    explicit Turn(Gate& gate) : turn_(gate.control_) {}

   private:
    std::unique_lock<std::mutex> turn_;
  };

  // Holds the gate closed for its lifetime; several threads take turns.
  class Closed {
   public:
    explicit Closed(Gate& gate) : turn_(gate), gate_(gate) { gate_.close(); }
    ~Closed() { gate_.open(); }
    Closed(const Closed&) = delete;
    Closed& operator=(const Closed&) = delete;

   private:
    Turn turn_;
    Gate& gate_;
  };

 private:
  struct alignas(64) Flag {
    std::atomic<bool> value{false};
  };

  void close() {
    is_closed_.store(true, std::memory_order_seq_cst);
    for (unsigned worker = 0; worker < workers_; ++worker) {
      while (inside_[worker].value.load(std::memory_order_seq_cst)) std::this_thread::yield();
    }
  }
  void open() {
    is_closed_.store(false, std::memory_order_release);
    is_closed_.notify_all();
  }

  unsigned workers_;
  std::unique_ptr<Flag[]> inside_;
  std::atomic<bool> is_closed_{false};
  std::mutex control_;
};

}  // namespace nicvs::soft
