// SPDX-License-Identifier: Apache-2.0
// The slow-path lock: held for some hundred nanoseconds by whoever opens or ends a conn.
#pragma once

#include <atomic>

namespace nicvs::soft {

// For std::lock_guard.
class SpinLock {
 public:
  void lock() {
    while (is_held_.exchange(true, std::memory_order_acquire)) {
      while (is_held_.load(std::memory_order_relaxed)) __builtin_ia32_pause();
    }
  }
  void unlock() { is_held_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> is_held_{false};
};

}  // namespace nicvs::soft
