// SPDX-License-Identifier: Apache-2.0
// Time on a 100 Gb/s Ethernet wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ratio>

namespace nicvs::sim {

// Simulated time.
using Picoseconds = std::chrono::duration<std::int64_t, std::pico>;

constexpr Picoseconds kByteTime{80};
// What every frame costs besides its bytes: FCS 4, preamble and delimiter 8, gap 12.
constexpr std::size_t kFcsBytes = 4;
constexpr std::size_t kGapBytes = 20;
// Without FCS.
constexpr std::size_t kShortestFrame = 60;

// From a frame's first byte to where the next one may begin. `length` without FCS; shorter frames
// are padded by the MAC.
constexpr Picoseconds wire_time(std::size_t length) {
  const std::size_t padded = length < kShortestFrame ? kShortestFrame : length;
  return kByteTime * static_cast<std::int64_t>(padded + kFcsBytes + kGapBytes);
}

}  // namespace nicvs::sim
