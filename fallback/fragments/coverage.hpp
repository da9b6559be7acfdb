// SPDX-License-Identifier: Apache-2.0
// Which bytes of a datagram have arrived, and in which pieces.
#pragma once

#include <array>
#include <cstdint>

namespace nicvs::soft {

// One bit per 8 bytes, the unit of fragment offsets. Plain data: fine as zero bytes.
class Coverage {
 public:
  enum class Outcome : std::uint8_t { New, Duplicate, Overlap };

  // Offsets in bytes: `offset` a multiple of 8, offset < end <= kBytes. What is New is remembered.
  //
  // As Linux (inet_frag_queue_insert): a piece within what arrived as one run is a duplicate; one
  // that touches what has arrived in any other way overlaps. A run is a piece and those that came
  // after it in order, each the end of the datagram so far; a piece that fills a gap is a run of
  // its own.
  Outcome add(std::uint32_t offset, std::uint32_t end);

  std::uint32_t bytes() const { return bytes_; }
  // Where the first piece behind `offset` begins; `otherwise` if there is none before it.
  std::uint32_t next_piece(std::uint32_t offset, std::uint32_t otherwise) const;

  void clear();

  // Offsets reach 65528, and a piece up to 64 KiB from there.
  static constexpr std::uint32_t kBytes = 131072;

 private:
  static constexpr std::uint32_t kUnit = 8;
  static constexpr std::uint32_t kWordUnits = 64;
  using Bits = std::array<std::uint64_t, kBytes / kUnit / kWordUnits>;

  std::uint32_t bytes_ = 0;  // how many have arrived
  std::uint32_t tail_ = 0;   // the end of the last run
  Bits covered_{};
  Bits run_begins_{};
  Bits piece_begins_{};
};

}  // namespace nicvs::soft
