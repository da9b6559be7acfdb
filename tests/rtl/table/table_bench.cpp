// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/table/table_bench.hpp"

#include <catch2/catch.hpp>

namespace nicvs::test {
namespace {

// nicvs_key_pkg
constexpr unsigned kIdle = 0, kFind = 1, kDelete = 2, kRead = 3;
constexpr std::size_t kLatency = 12;
constexpr std::size_t kAllowedAfter = 10;  // cycles from an operation to its may_insert_i

std::uint64_t mixed(std::uint64_t x) {
  x ^= x >> 31;
  x *= 0x9e3779b97f4a7c15u;
  x ^= x >> 29;
  x *= 0xbf58476d1ce4e5b9u;
  return x ^ (x >> 32);
}

}  // namespace

std::array<unsigned, 4> TableBench::buckets_of(std::uint32_t key) const {
  const std::uint64_t hash = mixed(key);
  std::array<unsigned, 4> result{};
  for (unsigned b = 0; b < 4; ++b) {
    result[b] = static_cast<unsigned>((hash >> (16 * b)) & 0xffffu) % buckets;
  }
  return result;
}

void TableBench::find(std::uint32_t key, MayInsert may_insert, std::uint8_t payload) {
  step({kFind, key, may_insert, payload, 0});
}

void TableBench::remove(std::uint32_t key) { step({kDelete, key, MayInsert::No, 0, 0}); }

void TableBench::idle(unsigned cycles) {
  for (unsigned i = 0; i < cycles; ++i) step({kIdle, 0, MayInsert::Yes, 0, 0});
}

void TableBench::reset() {
  dut_.reset();
  under_way_.clear();
  stored_.clear();
  taken_.clear();
  wait_until_empty();
}

void TableBench::wait_until_empty() {
  dut_->op_i = kIdle;
  unsigned cycles = 0;
  while (dut_->is_clearing_o != 0) {
    dut_.clock();
    REQUIRE(++cycles <= kBuckets);
  }
  CHECK(cycles > kBuckets / 2);
}

std::pair<unsigned, unsigned> TableBench::place_of(std::uint32_t key) const {
  return stored_.at(key).place;
}

std::optional<std::uint32_t> TableBench::key_in(unsigned bank, unsigned way, unsigned bucket) {
  settle();
  dut_->op_i = kRead;
  dut_->buckets_i = bucket << (6 * bank);
  dut_->slot_i = static_cast<std::uint8_t>(4 * bank + way);
  dut_.clock();
  dut_->op_i = kIdle;
  for (std::size_t i = 1; i < kLatency; ++i) dut_.clock();
  REQUIRE(dut_->op_o == kRead);
  REQUIRE(dut_->found_o == 0);
  under_way_.clear();  // idle cycles only
  const std::uint64_t word = dut_->word_o;
  if (((word >> 32) & 3u) == 0) return std::nullopt;
  return static_cast<std::uint32_t>(word);
}

void TableBench::step(const Operation& operation) {
  const std::array<unsigned, 4> where = buckets_of(operation.key);
  dut_->op_i = static_cast<std::uint8_t>(operation.op);
  dut_->key_i = operation.key | std::uint64_t{1} << 32;
  dut_->payload_i = operation.payload;
  dut_->buckets_i = where[0] | where[1] << 6 | where[2] << 12 | where[3] << 18;
  dut_->user_i = serial_;
  under_way_.push_back(operation);
  under_way_.back().serial = serial_++;
  dut_->may_insert_i =
      under_way_.size() > kAllowedAfter &&
      under_way_[under_way_.size() - 1 - kAllowedAfter].may_insert == MayInsert::Yes;
  dut_.clock();
  if (under_way_.size() == kLatency) check_result();
}

void TableBench::check_result() {
  const Operation operation = under_way_.front();
  under_way_.pop_front();
  REQUIRE(dut_->op_o == operation.op);
  REQUIRE(dut_->user_o == operation.serial);
  if (operation.op == kFind) check_find(operation);
  if (operation.op == kDelete) check_remove(operation);
  if (operation.op == kIdle) REQUIRE((dut_->found_o | dut_->inserted_o | dut_->full_o) == 0);
}

void TableBench::check_find(const Operation& operation) {
  const auto known = stored_.find(operation.key);
  REQUIRE((dut_->found_o != 0) == (known != stored_.end()));
  if (known == stored_.end()) {
    check_insert(operation);
    return;
  }
  ++found;
  REQUIRE(dut_->inserted_o == 0);
  REQUIRE(dut_->slot_o == known->second.place.first);
  REQUIRE(dut_->bucket_o == known->second.place.second);
  REQUIRE(dut_->payload_o == known->second.payload);
}

void TableBench::check_insert(const Operation& operation) {
  if (operation.may_insert == MayInsert::No) {
    REQUIRE((dut_->inserted_o | dut_->full_o) == 0);
    return;
  }
  REQUIRE((dut_->inserted_o ^ dut_->full_o) == 1);
  if (dut_->full_o != 0) {
    ++full;
    full_though_free += has_free_slot(operation.key) ? 1 : 0;
    return;
  }
  ++inserted;
  const Place place{dut_->slot_o, dut_->bucket_o};
  REQUIRE(place.second == buckets_of(operation.key)[place.first / 4]);
  REQUIRE(taken_.insert(place).second);
  REQUIRE(dut_->payload_o == operation.payload);
  stored_[operation.key] = {place, operation.payload};
}

void TableBench::check_remove(const Operation& operation) {
  const auto known = stored_.find(operation.key);
  REQUIRE((dut_->found_o != 0) == (known != stored_.end()));
  REQUIRE((dut_->inserted_o | dut_->full_o) == 0);
  if (known == stored_.end()) return;
  REQUIRE(dut_->slot_o == known->second.place.first);
  taken_.erase(known->second.place);
  stored_.erase(known);
  ++removed;
}

bool TableBench::has_free_slot(std::uint32_t key) const {
  const std::array<unsigned, 4> where = buckets_of(key);
  for (unsigned slot = 0; slot < 16; ++slot) {
    if (taken_.count({slot, where[slot / 4]}) == 0) return true;
  }
  return false;
}

}  // namespace nicvs::test
