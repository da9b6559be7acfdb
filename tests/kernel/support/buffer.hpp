// SPDX-License-Identifier: Apache-2.0
// A frame in a buffer of its own, with headroom and tailroom, for tests that edit frames.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "fallback/frame.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {

class Buffer {
 public:
  explicit Buffer(const Bytes& bytes, std::uint32_t headroom = 64, std::uint32_t tailroom = 64)
      : storage_(headroom + bytes.size() + tailroom) {
    std::copy(bytes.begin(), bytes.end(), storage_.begin() + headroom);
    frame_.data = storage_.data() + headroom;
    frame_.length = static_cast<std::uint32_t>(bytes.size());
    frame_.headroom = headroom;
    frame_.tailroom = tailroom;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  soft::Frame& frame() { return frame_; }
  Bytes bytes() const { return Bytes(frame_.data, frame_.data + frame_.length); }

 private:
  std::vector<std::uint8_t> storage_;
  soft::Frame frame_;
};

}  // namespace nicvs::test
