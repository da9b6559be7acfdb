// SPDX-License-Identifier: Apache-2.0
// The producer of the ring by which the host gives frames and commands to the card.
//
//   CardRing ring(memory, cells_log2);
//   if (!ring.push(card::CardFrame{.port = 1}, frame)) { ... }   // no room
//   ... then tell the card ring.tail()
#pragma once

#include <cstdint>
#include <span>

#include "host/device/ring_index.hpp"
#include "nicvs/card/records.hpp"

namespace nicvs::device {

class CardRing {
 public:
  // `cells`: the ring's memory, two to the power `cells_log2` cells; borrowed.
  CardRing(std::span<std::uint8_t> cells, unsigned cells_log2);

  // Learns how far the card has read; the number came from the card and may be anything.
  RingFault observe_head(std::uint32_t head);

  // Stores a record and its frame, of at most kFrameBytesMax bytes. The record's kind and token are
  // the caller's; cells, frame_length and serial are set here. False: no room, nothing stored.
  template <class Record>
  bool push(Record record, std::span<const std::uint8_t> frame = {}) {
    record.head = next_head(record.head, frame);
    return store(card::encode(record), frame);
  }

  std::uint32_t tail() const { return tail_; }
  std::uint32_t free_cells() const { return cells_ - ring_distance(head_, tail_); }
  RingFault fault() const { return fault_; }

 private:
  card::RecordHead next_head(card::RecordHead head, std::span<const std::uint8_t> frame) const;
  bool store(std::span<const std::uint8_t> cell, std::span<const std::uint8_t> frame);
  void copy_cells(std::uint32_t to, std::span<const std::uint8_t> from);

  std::span<std::uint8_t> memory_;
  std::uint32_t cells_;
  std::uint32_t head_ = 0;
  std::uint32_t tail_ = 0;
  std::uint16_t serial_ = 0;
  RingFault fault_ = RingFault::None;
};

}  // namespace nicvs::device
