// SPDX-License-Identifier: Apache-2.0
// The engine's side of an accelerator in this machine's memory: conns and their index are written
// here and read by look_up() (fast_path.hpp), natively or in a BPF program, at the same time.
#pragma once

#include <mutex>
#include <span>
#include <vector>

#include "fallback/accel/accelerator.hpp"
#include "fallback/accel/memory.hpp"
#include "fallback/engine/spin_lock.hpp"

namespace nicvs::soft {

// Zeroed memory that outlives the table; buckets are a power of two.
struct AccelMemory {
  AccelHeader* header;
  std::span<AccelBucket> buckets;
  std::span<AccelConn> conns;
};

class AccelTable : public Accelerator {
 public:
  // clock_error: by how much the times of packets may be too early.
  AccelTable(const AccelMemory& memory, const dp::HashKey& key, Time clock_error);

  AccelSlot install(const AccelOrder& order) override;
  void set_state(AccelSlot slot, const AccelState& state) override;
  AccelProgress take_progress(AccelSlot slot) override;
  void remove(AccelSlot slot) override;
  void release_key(const dp::FlowKey& key) override;
  void outdate_all() override;
  bool is_current(AccelSlot slot) const override;

  std::size_t size() const;  // conns installed

 private:
  struct Taken {  // of the accelerator's counters, which run on
    std::uint64_t packets[2] = {};
    std::uint64_t bytes[2] = {};
  };

  AccelBucket& bucket_of(std::uint64_t hash) const {
    return memory_.buckets[hash & (memory_.buckets.size() - 1)];
  }
  void index_key(const dp::FlowKey& key, std::uint32_t reference);
  void unindex_key(const dp::FlowKey& key, std::uint32_t reference);

  AccelMemory memory_;
  dp::HashKey key_;
  Time clock_error_;
  mutable SpinLock lock_;  // of all below, the index, and who writes a conn
  std::vector<Taken> taken_;
  std::vector<AccelSlot> free_;  // a ring: a slot rests for long before it is used again
  std::size_t free_begin_ = 0;
  std::size_t free_count_;
};

}  // namespace nicvs::soft
