// SPDX-License-Identifier: Apache-2.0
// A hash map with open addressing for tables that the control thread writes and every packet reads.
//
// A look-up touches one or two cache lines and never allocates. Keys are chosen by the operator or
// the kernel, never by packets, so the hash needs no secret. Not thread-safe: writes exclude reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace nicvs::soft {

template <class Key, class Value, class Hash>
class FlatMap {
 public:
  std::size_t size() const { return size_; }

  // nullptr if absent; valid until the next insert or erase.
  const Value* find(const Key& key) const {
    const std::size_t at = position(key);
    return at == kAbsent ? nullptr : &slots_[at]->second;
  }
  Value* find(const Key& key) {
    const std::size_t at = position(key);
    return at == kAbsent ? nullptr : &slots_[at]->second;
  }

  // The value of key, created if absent.
  Value& operator[](const Key& key) {
    if (Value* present = find(key)) return *present;
    if ((size_ + 1) * 2 > slots_.size()) grow();
    ++size_;
    return place({key, Value{}});
  }

  bool erase(const Key& key) {
    std::size_t hole = position(key);
    if (hole == kAbsent) return false;
    slots_[hole].reset();
    --size_;
    close(hole);
    return true;
  }

  // Erases every element for which drop(key, value) is true; returns how many.
  template <class Predicate>
  std::size_t erase_if(Predicate drop) {
    std::vector<Key> doomed;
    for (Slot& slot : slots_) {
      if (slot && drop(slot->first, slot->second)) doomed.push_back(slot->first);
    }
    for (const Key& key : doomed) erase(key);
    return doomed.size();
  }

 private:
  using Slot = std::optional<std::pair<Key, Value>>;
  static constexpr std::size_t kAbsent = ~std::size_t{0};

  std::size_t mask() const { return slots_.size() - 1; }
  std::size_t home(const Key& key) const { return Hash{}(key)&mask(); }

  std::size_t position(const Key& key) const {
    if (slots_.empty()) return kAbsent;
    for (std::size_t at = home(key); slots_[at]; at = (at + 1) & mask()) {
      if (slots_[at]->first == key) return at;
    }
    return kAbsent;
  }

  Value& place(std::pair<Key, Value> element) {
    std::size_t at = home(element.first);
    while (slots_[at]) at = (at + 1) & mask();
    slots_[at].emplace(std::move(element));
    return slots_[at]->second;
  }

  void grow() {
    std::vector<Slot> old = std::move(slots_);
    slots_ = std::vector<Slot>(old.empty() ? 8 : old.size() * 2);
    for (Slot& slot : old) {
      if (slot) place(std::move(*slot));
    }
  }

  // Moves later elements of the probe sequence into the hole, so that no tombstones are needed.
  void close(std::size_t hole) {
    for (std::size_t at = (hole + 1) & mask(); slots_[at]; at = (at + 1) & mask()) {
      const std::size_t wanted = home(slots_[at]->first);
      if (((at - wanted) & mask()) < ((at - hole) & mask())) continue;
      slots_[hole] = std::move(slots_[at]);
      slots_[at].reset();
      hole = at;
    }
  }

  std::vector<Slot> slots_;  // a power of two, at most half full
  std::size_t size_ = 0;
};

}  // namespace nicvs::soft
