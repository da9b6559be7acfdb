// SPDX-License-Identifier: Apache-2.0
// Frames from one worker to another that owns their conn: a ring of copies, one writer, one reader.
//
// Copies, because a frame's buffer belongs to the memory of the worker that received it.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>

#include "fallback/frame.hpp"

namespace nicvs::soft {

class HandoverRing {
 public:
  static constexpr std::uint32_t kSlots = 512;  // a power of two
  static constexpr std::uint32_t kRoom = 3840;  // bytes; longer frames are refused

  HandoverRing() : slots_(new Slot[kSlots]) {}

  // Writer. Copies the frame; false when the ring is full.
  bool push(const Frame& frame) {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == kSlots || frame.length > kRoom) {
      return false;
    }
    Slot& slot = slots_[tail % kSlots];
    slot.port = frame.port;
    slot.length = frame.length;
    std::memcpy(slot.bytes, frame.data, frame.length);
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  // Reader. Copies the oldest frame into an empty one with enough tailroom; false when there is
  // none.
  bool pop(Frame& frame) {
    const std::uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return false;
    const Slot& slot = slots_[head % kSlots];
    std::memcpy(frame.data, slot.bytes, slot.length);
    frame.port = slot.port;
    frame.length = slot.length;
    frame.tailroom -= slot.length;
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

  // Reader.
  bool is_empty() const {
    return head_.load(std::memory_order_relaxed) == tail_.load(std::memory_order_acquire);
  }

 private:
  struct Slot {
    PortId port;
    std::uint32_t length;
    std::uint8_t bytes[kRoom];
  };
  std::unique_ptr<Slot[]> slots_;
  alignas(64) std::atomic<std::uint32_t> head_{0};  // next to read
  alignas(64) std::atomic<std::uint32_t> tail_{0};  // next to write
};

}  // namespace nicvs::soft
