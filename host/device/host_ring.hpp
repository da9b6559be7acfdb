// SPDX-License-Identifier: Apache-2.0
// The consumer of the ring by which the card gives records to the host.
//
//   HostRing ring(memory, cells_log2);
//   ring.consume(tail_from_card, budget, [&](const HostRecord& record) { ... });
//
// Everything in the ring is hostile: each record is copied out, then checked, then shown. After a
// fault nothing more is shown.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>

#include "host/device/ring_index.hpp"
#include "nicvs/card/records.hpp"

namespace nicvs::device {

// Valid during the visit.
struct HostRecord {
  card::RecordHead head;
  std::span<const std::uint8_t> cell;   // the whole head cell, for decode<ConnEvent>() and others
  std::span<const std::uint8_t> frame;  // head.frame_length bytes
};

class HostRing {
 public:
  // `cells`: the ring's memory, two to the power `cells_log2` cells; borrowed.
  HostRing(std::span<std::uint8_t> cells, unsigned cells_log2);

  // Shows up to `budget` records before `tail`, which came from the card and may be anything.
  RingFault consume(std::uint32_t tail, unsigned budget,
                    const std::function<void(const HostRecord&)>& visit);

  std::uint32_t head() const { return head_; }  // what the card may overwrite up to
  RingFault fault() const { return fault_; }

 private:
  RingFault take_record(std::uint32_t available, HostRecord& record);
  void copy_cells(std::uint32_t from, std::span<std::uint8_t> to) const;

  std::span<std::uint8_t> memory_;
  std::uint32_t cells_;
  std::uint32_t head_ = 0;
  std::uint16_t serial_ = 0;
  RingFault fault_ = RingFault::None;
  std::array<std::uint8_t, regs::kRingCellBytes + regs::kFrameBytesMax> copy_{};
};

}  // namespace nicvs::device
