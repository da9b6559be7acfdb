// SPDX-License-Identifier: Apache-2.0
#include "fallback/fragments/coverage.hpp"

#include <algorithm>
#include <bit>

namespace nicvs::soft {
namespace {

// Calls visit(word, mask) for the bits [from, to) until it returns false.
template <class Visit>
bool each_word(std::uint32_t from, std::uint32_t to, Visit visit) {
  while (from < to) {
    const std::uint32_t bit = from % 64;
    const std::uint32_t count = std::min(64 - bit, to - from);
    const std::uint64_t ones = count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
    if (!visit(from / 64, ones << bit)) return false;
    from += count;
  }
  return true;
}

}  // namespace

Coverage::Outcome Coverage::add(std::uint32_t offset, std::uint32_t end) {
  const std::uint32_t from = offset / kUnit;
  const std::uint32_t to = (end + kUnit - 1) / kUnit;
  const bool is_free = each_word(from, to, [this](std::uint32_t word, std::uint64_t mask) {
    return (covered_[word] & mask) == 0;
  });
  if (!is_free) {
    const bool is_within = each_word(from, to,
                                     [this](std::uint32_t word, std::uint64_t mask) {
                                       return (covered_[word] & mask) == mask;
                                     }) &&
                           each_word(from + 1, to, [this](std::uint32_t word, std::uint64_t mask) {
                             return (run_begins_[word] & mask) == 0;
                           });
    return is_within ? Outcome::Duplicate : Outcome::Overlap;
  }
  each_word(from, to, [this](std::uint32_t word, std::uint64_t mask) {
    covered_[word] |= mask;
    return true;
  });
  const std::uint64_t begin = std::uint64_t{1} << (from % kWordUnits);
  piece_begins_[from / kWordUnits] |= begin;
  const bool appends = offset == tail_ && bytes_ != 0;
  if (!appends) run_begins_[from / kWordUnits] |= begin;
  tail_ = std::max(tail_, end);
  bytes_ += end - offset;
  return Outcome::New;
}

std::uint32_t Coverage::next_piece(std::uint32_t offset, std::uint32_t otherwise) const {
  std::uint32_t found = otherwise;
  each_word(offset / kUnit + 1, (otherwise + kUnit - 1) / kUnit,
            [&](std::uint32_t word, std::uint64_t mask) {
              const std::uint64_t begins = piece_begins_[word] & mask;
              if (begins == 0) return true;
              found = (word * kWordUnits + static_cast<std::uint32_t>(std::countr_zero(begins))) *
                      kUnit;
              return false;
            });
  return found;
}

void Coverage::clear() {
  bytes_ = tail_ = 0;
  covered_.fill(0);
  run_begins_.fill(0);
  piece_begins_.fill(0);
}

}  // namespace nicvs::soft
