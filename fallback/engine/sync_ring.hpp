// SPDX-License-Identifier: Apache-2.0
// Conns that a worker found worth telling a backup of, on their way to the sync daemon: one writer,
// one reader. The memory costs nothing before the first master runs.
#pragma once

#include <atomic>
#include <cstdint>

#include "fallback/tables/mapped_array.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::soft {

class SyncRing {
 public:
  static constexpr std::uint32_t kSlots = 16384;  // a power of two; emptied every 10 ms

  // Neither side is active. False if the memory is not to be had.
  bool enable() {
    if (!slots_) slots_ = MappedArray<SyncEvent>(kSlots);
    return static_cast<bool>(slots_);
  }

  // Writer. What finds no room is counted.
  void push(const SyncEvent& event) {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (!slots_ || tail - head_.load(std::memory_order_acquire) == kSlots) {
      lost_.store(lost_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
      return;
    }
    slots_[tail % kSlots] = event;
    tail_.store(tail + 1, std::memory_order_release);
  }

  // Reader. Calls visit(const SyncEvent&) for each, oldest first.
  template <class Visit>
  void take(Visit visit) {
    const std::uint32_t tail = tail_.load(std::memory_order_acquire);
    std::uint32_t head = head_.load(std::memory_order_relaxed);
    for (; head != tail; ++head) {
      visit(slots_[head % kSlots]);
      head_.store(head + 1, std::memory_order_release);
    }
  }

  std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

 private:
  MappedArray<SyncEvent> slots_;
  alignas(64) std::atomic<std::uint32_t> head_{0};  // next to read
  alignas(64) std::atomic<std::uint32_t> tail_{0};  // next to write
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace nicvs::soft
