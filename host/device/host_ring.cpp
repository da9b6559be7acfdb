// SPDX-License-Identifier: Apache-2.0
#include "host/device/host_ring.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace nicvs::device {
namespace {

bool goes_to_host(card::RecordKind kind) {
  return card::is_known(kind) && kind != card::RecordKind::None &&
         static_cast<unsigned>(kind) < 128;
}

}  // namespace

HostRing::HostRing(std::span<std::uint8_t> cells, unsigned cells_log2)
    : memory_(cells), cells_(1u << cells_log2) {
  assert(cells.size() == std::size_t{cells_} * regs::kRingCellBytes);
}

void HostRing::copy_cells(std::uint32_t from, std::span<std::uint8_t> to) const {
  const std::size_t begin = std::size_t{from & (cells_ - 1)} * regs::kRingCellBytes;
  const std::size_t straight = std::min(to.size(), memory_.size() - begin);
  std::memcpy(to.data(), memory_.data() + begin, straight);
  std::memcpy(to.data() + straight, memory_.data(), to.size() - straight);
}

RingFault HostRing::take_record(std::uint32_t available, HostRecord& record) {
  const std::span<std::uint8_t> cell(copy_.data(), regs::kRingCellBytes);
  copy_cells(head_, cell);
  record.head = card::decode<card::RecordHead>(cell);
  const card::RecordHead& head = record.head;
  if (head.frame_length > regs::kFrameBytesMax || head.cells != record_cells(head.frame_length) ||
      head.cells > available ||
      (head.kind != card::RecordKind::HostFrame && head.frame_length != 0)) {
    return RingFault::Length;
  }
  if (!goes_to_host(head.kind)) {
    return RingFault::Kind;
  }
  if (head.serial != serial_) {
    return RingFault::Serial;
  }
  const std::span<std::uint8_t> frame(copy_.data() + regs::kRingCellBytes, head.frame_length);
  copy_cells(ring_advance(head_, 1), frame);
  record.cell = cell;
  record.frame = frame;
  return RingFault::None;
}

RingFault HostRing::consume(std::uint32_t tail, unsigned budget,
                            const std::function<void(const HostRecord&)>& visit) {
  if (fault_ == RingFault::None && (!is_ring_index(tail) || ring_distance(head_, tail) > cells_)) {
    fault_ = RingFault::Index;
  }
  while (fault_ == RingFault::None && head_ != tail && budget-- > 0) {
    HostRecord record{};
    fault_ = take_record(ring_distance(head_, tail), record);
    if (fault_ == RingFault::None) {
      head_ = ring_advance(head_, record.head.cells);
      ++serial_;
      visit(record);
    }
  }
  return fault_;
}

}  // namespace nicvs::device
