// SPDX-License-Identifier: Apache-2.0
// Frame buffers on the heap, for playing frames without a network.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "fallback/frame.hpp"

namespace nicvs::replay {

// Buffers stay valid until reset(). Not thread-safe.
class FrameMemory : public soft::FrameAllocator {
 public:
  // A buffer big enough for any IP packet.
  bool allocate(soft::Frame& frame) override;

  // A frame that holds a copy of the bytes.
  soft::Frame copy_of(std::span<const std::uint8_t> bytes, PortId port);

  void pass_to_host(std::span<const soft::Frame> frames) override {
    for_host_.insert(for_host_.end(), frames.begin(), frames.end());
  }
  // What the engine gave to the host beside the frames it was asked about.
  const std::vector<soft::Frame>& for_host() const { return for_host_; }

  void reset() {
    buffers_.clear();
    for_host_.clear();
  }

 private:
  static constexpr std::uint32_t kHeadroom = 256;
  static constexpr std::uint32_t kRoom = 65536 + 256;

  std::deque<std::vector<std::uint8_t>> buffers_;
  std::vector<soft::Frame> for_host_;
};

}  // namespace nicvs::replay
