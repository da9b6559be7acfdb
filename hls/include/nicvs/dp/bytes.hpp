// SPDX-License-Identifier: Apache-2.0
// Reading a frame: what a window is, and numbers in network order.
//
// A Window shows the beginning of a frame to the kernels:
//   unsigned size() const        bytes that byte() may be asked for
//   unsigned frame_size() const  bytes of the whole frame, without FCS
//   std::uint8_t byte(unsigned)  the byte at an offset below size()
// HeaderWindow is the card's (the first 128 bytes); the CPU has one over the whole frame, which
// copies nothing. Readers do not check: whoever calls them has compared with size() before.
#pragma once

#include <array>
#include <cstdint>

namespace nicvs {
namespace dp {

constexpr unsigned kHeaderWindowBytes = 128;

// The first 128 bytes of a frame as a value. Bytes behind a shorter frame are not looked at.
struct HeaderWindow {
  std::array<std::uint8_t, kHeaderWindowBytes> bytes;
  std::uint16_t frame_length;

  constexpr unsigned size() const {
    return frame_length < kHeaderWindowBytes ? frame_length : kHeaderWindowBytes;
  }
  constexpr unsigned frame_size() const { return frame_length; }
  constexpr std::uint8_t byte(unsigned at) const { return bytes[at % kHeaderWindowBytes]; }
};

template <class Window>
constexpr std::uint16_t be16(const Window& w, unsigned at) {
  return static_cast<std::uint16_t>((w.byte(at) << 8) | w.byte(at + 1));
}

template <class Window>
constexpr std::uint32_t be32(const Window& w, unsigned at) {
  return (static_cast<std::uint32_t>(w.byte(at)) << 24) |
         (static_cast<std::uint32_t>(w.byte(at + 1)) << 16) |
         (static_cast<std::uint32_t>(w.byte(at + 2)) << 8) |
         static_cast<std::uint32_t>(w.byte(at + 3));
}

}  // namespace dp
}  // namespace nicvs
