// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/frame_memory.hpp"

#include <algorithm>

namespace nicvs::replay {

bool FrameMemory::allocate(soft::Frame& frame) {
  auto& buffer = buffers_.emplace_back(kHeadroom + kRoom);
  frame = {};
  frame.data = buffer.data() + kHeadroom;
  frame.headroom = kHeadroom;
  frame.tailroom = kRoom;
  return true;
}

soft::Frame FrameMemory::copy_of(std::span<const std::uint8_t> bytes, PortId port) {
  const auto length = static_cast<std::uint32_t>(bytes.size());
  // The copy ends where its memory ends, so that a sanitizer sees every read past the frame.
  auto& buffer = buffers_.emplace_back(kHeadroom + length);
  std::copy(bytes.begin(), bytes.end(), buffer.begin() + kHeadroom);
  soft::Frame frame;
  frame.data = buffer.data() + kHeadroom;
  frame.length = length;
  frame.headroom = kHeadroom;
  frame.port = port;
  return frame;
}

}  // namespace nicvs::replay
