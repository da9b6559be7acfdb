// SPDX-License-Identifier: Apache-2.0
// The memory of one worker's frames: buffers of one page each, shared by all its ports.
//
// A frame is named by the offset of its buffer. It is free, in the worker's hands, or lent to a
// port queue (in its rings); when a queue closes, what it had borrowed is free again. Worker's
// thread only, except memory().
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fallback/frame.hpp"
#include "nicvs/result.hpp"

namespace nicvs::soft {

class FramePool {
 public:
  static constexpr std::uint32_t kFrameSize = 4096;  // bytes; AF_XDP wants at most a page
  static constexpr std::uint32_t kHeadroom = 256;    // XDP_PACKET_HEADROOM, before a received frame
  using Borrower = std::uint32_t;                    // > 0

  static Result<std::unique_ptr<FramePool>> create(std::uint32_t frames);
  ~FramePool();
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;

  std::span<std::uint8_t> memory() const { return {base_, bytes_}; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(borrower_.size()); }
  std::uint32_t available() const { return static_cast<std::uint32_t>(free_.size()); }

  // An empty frame with full headroom; false if none is free.
  bool take(Frame& frame);
  void give(const Frame& frame) { give(frame.cookie); }
  void give(std::uint64_t offset) { free_.push_back(static_cast<std::uint32_t>(offset)); }

  // Moves a frame from the worker's hands into a queue's rings, and back.
  void lend(std::uint64_t offset, Borrower to) { borrower_[offset / kFrameSize] = to; }
  void take_back(std::uint64_t offset) { borrower_[offset / kFrameSize] = 0; }
  // The queue is gone: all it had borrowed is free.
  void give_all(Borrower of);

  // The frame whose first byte is at `address` of memory().
  Frame frame_at(std::uint64_t address, std::uint32_t length, PortId port) const;

 private:
  FramePool(std::uint8_t* base, std::size_t bytes);
  std::uint8_t* base_;
  std::size_t bytes_;
  std::vector<std::uint32_t> free_;  // offsets; the most recently used first, as it is in cache
  std::vector<Borrower> borrower_;   // by offset / kFrameSize
};

}  // namespace nicvs::soft
