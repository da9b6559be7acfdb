// SPDX-License-Identifier: Apache-2.0
#include "host/device/card_ring.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace nicvs::device {

CardRing::CardRing(std::span<std::uint8_t> cells, unsigned cells_log2)
    : memory_(cells), cells_(1u << cells_log2) {
  assert(cells.size() == std::size_t{cells_} * regs::kRingCellBytes);
}

RingFault CardRing::observe_head(std::uint32_t head) {
  if (fault_ != RingFault::None) {
    return fault_;
  }
  // The card moves forward, and not beyond what was produced.
  if (!is_ring_index(head) || ring_distance(head_, head) > ring_distance(head_, tail_)) {
    fault_ = RingFault::Index;
  } else {
    head_ = head;
  }
  return fault_;
}

card::RecordHead CardRing::next_head(card::RecordHead head,
                                     std::span<const std::uint8_t> frame) const {
  head.cells = static_cast<std::uint8_t>(record_cells(static_cast<std::uint32_t>(frame.size())));
  head.frame_length = static_cast<std::uint16_t>(frame.size());
  head.serial = serial_;
  return head;
}

void CardRing::copy_cells(std::uint32_t to, std::span<const std::uint8_t> from) {
  const std::size_t begin = std::size_t{to & (cells_ - 1)} * regs::kRingCellBytes;
  const std::size_t straight = std::min(from.size(), memory_.size() - begin);
  std::copy_n(from.begin(), straight, memory_.begin() + static_cast<std::ptrdiff_t>(begin));
  std::copy(from.begin() + static_cast<std::ptrdiff_t>(straight), from.end(), memory_.begin());
}

bool CardRing::store(std::span<const std::uint8_t> cell, std::span<const std::uint8_t> frame) {
  assert(cell.size() == regs::kRingCellBytes && frame.size() <= regs::kFrameBytesMax);
  const std::uint32_t needed = record_cells(static_cast<std::uint32_t>(frame.size()));
  if (fault_ != RingFault::None || needed > free_cells()) {
    return false;
  }
  copy_cells(tail_, cell);
  copy_cells(ring_advance(tail_, 1), frame);
  tail_ = ring_advance(tail_, needed);
  ++serial_;
  return true;
}

}  // namespace nicvs::device
