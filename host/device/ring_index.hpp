// SPDX-License-Identifier: Apache-2.0
// Positions in a ring: cells counted modulo 2^24, whatever the ring's size.
#pragma once

#include <cstdint>

#include "nicvs/card/registers.hpp"

namespace nicvs::device {

constexpr std::uint32_t kRingIndexMask = (1u << regs::kRingIndexBits) - 1;

constexpr std::uint32_t ring_advance(std::uint32_t index, std::uint32_t cells) {
  return (index + cells) & kRingIndexMask;
}

// Cells from one position to another, going forward.
constexpr std::uint32_t ring_distance(std::uint32_t from, std::uint32_t to) {
  return (to - from) & kRingIndexMask;
}

// A number that the card gave as an index: all ones, for one, is none.
constexpr bool is_ring_index(std::uint32_t number) { return number <= kRingIndexMask; }

// What a record with a frame of this length occupies.
constexpr std::uint32_t record_cells(std::uint32_t frame_length) {
  return 1 + (frame_length + regs::kRingCellBytes - 1) / regs::kRingCellBytes;
}

// What the card has done wrong. The ring is then of no use until the card has been reset.
enum class RingFault : std::uint8_t {
  None = 0,
  Index,   // no index, or outside of what the other side can have reached
  Length,  // a record's cells and frame length contradict each other or its tail
  Kind,    // a record that does not go this way
  Serial,  // a record was lost or came twice
};

}  // namespace nicvs::device
