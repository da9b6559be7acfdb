// SPDX-License-Identifier: Apache-2.0
// The CPU's window for the kernels: a whole frame, nothing copied (nicvs/dp/bytes.hpp).
//
//   const dp::Parsed parsed = dp::parse(FrameWindow::of(frame));
#pragma once

#include <cstdint>
#include <span>

#include "fallback/frame.hpp"

namespace nicvs::soft {

// Valid as long as the bytes; owns nothing.
struct FrameWindow {
  const std::uint8_t* data;
  unsigned length;

  static FrameWindow of(const Frame& frame) { return {frame.data, frame.length}; }
  static FrameWindow of(std::span<const std::uint8_t> bytes) {
    return {bytes.data(), static_cast<unsigned>(bytes.size())};
  }
  unsigned size() const { return length; }
  unsigned frame_size() const { return length; }
  std::uint8_t byte(unsigned at) const { return data[at]; }
};

}  // namespace nicvs::soft
