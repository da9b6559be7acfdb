// SPDX-License-Identifier: Apache-2.0
// The key table against a map that carries out one operation after the other.
//
//   TableBench bench;
//   bench.find(key, MayInsert::Yes);   // one operation a cycle; results are checked as they come
//   bench.settle();                    // until all have come
//
// What the table may choose itself, a free slot among sixteen, is taken from it and checked.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "Vtable.h"
#include "tests/rtl/support/clocked.hpp"

namespace nicvs::test {

enum class MayInsert { No, Yes };

class TableBench {
 public:
  static constexpr unsigned kBuckets = 64;
  static constexpr unsigned kSlots = 16 * kBuckets;

  TableBench() { wait_until_empty(); }

  // Buckets are a hash of the key, among the first `buckets`.
  unsigned buckets = kBuckets;

  void find(std::uint32_t key, MayInsert may_insert, std::uint8_t payload = 0);
  void remove(std::uint32_t key);
  void idle(unsigned cycles = 1);
  void settle() { idle(30); }
  void reset();

  // What a slot holds; settles first. Nothing: it is free.
  std::optional<std::uint32_t> key_in(unsigned bank, unsigned way, unsigned bucket);
  // Where a key is, as the table said: bank * 4 + way, and the bucket. It has to be there.
  std::pair<unsigned, unsigned> place_of(std::uint32_t key) const;

  std::size_t keys() const { return stored_.size(); }
  unsigned counted() { return dut_->count_o; }

  std::uint64_t found = 0;
  std::uint64_t inserted = 0;
  std::uint64_t removed = 0;
  std::uint64_t full = 0;
  std::uint64_t full_though_free = 0;  // a slot was free, but its two choices were taken

 private:
  using Place = std::pair<unsigned, unsigned>;  // slot, bucket
  struct Operation {
    unsigned op;
    std::uint32_t key;
    MayInsert may_insert;
    std::uint8_t payload;
    std::uint32_t serial;
  };
  struct Stored {
    Place place;
    std::uint8_t payload;
  };

  void wait_until_empty();
  std::array<unsigned, 4> buckets_of(std::uint32_t key) const;
  void step(const Operation& operation);
  void check_result();
  void check_find(const Operation& operation);
  void check_insert(const Operation& operation);
  void check_remove(const Operation& operation);
  bool has_free_slot(std::uint32_t key) const;

  Clocked<Vtable> dut_;
  std::deque<Operation> under_way_;
  std::map<std::uint32_t, Stored> stored_;
  std::set<Place> taken_;
  std::uint32_t serial_ = 0;
};

}  // namespace nicvs::test
