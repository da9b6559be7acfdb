// SPDX-License-Identifier: Apache-2.0
// The CPU's window for the kernels: a whole frame, nothing copied (nicvs/dp/bytes.hpp).
//
//   const dp::Parsed parsed = dp::parse(FrameWindow::of(frame));
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
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

// A number in network order at any address, in one load.
template <class Number>
Number load_be(const std::uint8_t* from) {
  static_assert(std::endian::native == std::endian::little, "big-endian is not supported");
  Number value;
  std::memcpy(&value, from, sizeof value);
  return sizeof value == 2
             ? static_cast<Number>(__builtin_bswap16(static_cast<std::uint16_t>(value)))
             : static_cast<Number>(__builtin_bswap32(value));
}

// What the kernels' templates find before dp::be16 and dp::be32: the same numbers. GCC makes single
// loads of those only as long as nothing is done with the numbers.
inline std::uint16_t be16(const FrameWindow& w, unsigned at) {
  return load_be<std::uint16_t>(w.data + at);
}
inline std::uint32_t be32(const FrameWindow& w, unsigned at) {
  return load_be<std::uint32_t>(w.data + at);
}

}  // namespace nicvs::soft
