// SPDX-License-Identifier: Apache-2.0
// What sync remembers of each conn of a table: an array beside the conns that nobody touches before
// a sync daemon has run.
#pragma once

#include <cstdint>

#include "fallback/tables/conn.hpp"
#include "fallback/tables/mapped_array.hpp"
#include "nicvs/dp/sync_choice.hpp"

namespace nicvs::soft {

class SyncNotes {
 public:
  // No worker is inside a batch. False if the memory is not to be had.
  bool enable(std::uint64_t capacity) {
    if (!notes_) notes_ = MappedArray<dp::SyncNote>(capacity);
    return static_cast<bool>(notes_);
  }
  bool is_enabled() const { return static_cast<bool>(notes_); }

  // Only while enabled.
  dp::SyncNote& operator[](ConnIndex index) { return notes_[index]; }
  // The position is free for a new conn, or its conn is a peer's, last told of in this state.
  void begin(ConnIndex index, std::uint8_t state = 0) {
    if (notes_) notes_[index] = {0, state, 0};
  }

 private:
  MappedArray<dp::SyncNote> notes_;
};

}  // namespace nicvs::soft
