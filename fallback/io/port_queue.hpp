// SPDX-License-Identifier: Apache-2.0
// One way for one worker into and out of one port; PortIo bundles them into a FrameIo.
//
// After open everything happens in the worker's thread. Destruction closes the kernel's side first;
// the owner then takes back the frames that were lent to the queue.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

#include "fallback/io/frame_pool.hpp"

namespace nicvs::soft {

// Frames lost in the I/O of one worker; written by that worker, read by anyone.
class LostCounters {
 public:
  void add(dp::Reason reason, std::uint64_t frames) {
    auto& counter = frames_[static_cast<std::size_t>(reason)];
    counter.store(counter.load(std::memory_order_relaxed) + frames, std::memory_order_relaxed);
  }
  std::uint64_t of(dp::Reason reason) const {
    return frames_[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, dp::kReasonCount> frames_{};
};

// What a queue works on: its worker's frames and counters, and the name under which it borrows.
struct QueueContext {
  FramePool& pool;
  LostCounters& lost;
  FramePool::Borrower borrower;
  PortId port;
};

class PortQueue {
 public:
  explicit PortQueue(const QueueContext& context) : context_(context) {}
  virtual ~PortQueue() = default;
  PortQueue(const PortQueue&) = delete;
  PortQueue& operator=(const PortQueue&) = delete;

  // Makes room for arriving frames; called once when the worker takes the queue over.
  virtual void start() {}
  // Fills frames from the front with what has arrived and fetches back what was sent.
  virtual unsigned receive(std::span<Frame> frames) = 0;
  // Takes the frame, or returns why it cannot: then the caller keeps the frame.
  virtual dp::Reason enqueue(const Frame& frame) = 0;
  // Sends what was enqueued; what the kernel then refuses is counted.
  virtual void flush() = 0;
  // Adds what the kernel lost on this queue since the last call to the counters.
  virtual void collect_losses() {}
  // Readable when frames have arrived; -1 if none can.
  virtual int fd() const = 0;

  FramePool::Borrower borrower() const { return context_.borrower; }

 protected:
  const QueueContext context_;
};

}  // namespace nicvs::soft
