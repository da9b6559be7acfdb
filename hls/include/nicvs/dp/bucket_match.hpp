// SPDX-License-Identifier: Apache-2.0
// Which ways of a bucket may hold a key: 8 tags compared at once.
//
// A tag is 16 bits of the key's hash and never 0; 0 marks a free way. A hit is a hint: whoever
// looks up compares the whole key of the entry that the way points to.
#pragma once

#include <array>
#include <cstdint>

namespace nicvs {
namespace dp {

constexpr unsigned kBucketWays = 8;
constexpr std::uint16_t kFreeTag = 0;

struct BucketTags {
  std::array<std::uint16_t, kBucketWays> tag;
};

struct BucketMatch {
  std::uint8_t hits;        // bit i: way i has the tag
  std::uint8_t frees;       // bit i: way i is free
  std::uint8_t first_hit;   // kBucketWays if there is none
  std::uint8_t first_free;  // kBucketWays if there is none
};

// The tag of a hash: its top 16 bits, which no table uses as an index.
constexpr std::uint16_t tag_of(std::uint64_t hash) {
  return (hash >> 48) == kFreeTag ? std::uint16_t{1} : static_cast<std::uint16_t>(hash >> 48);
}

// The lowest way in a mask of ways, kBucketWays if the mask is empty.
constexpr unsigned first_way(unsigned ways) {
  return static_cast<unsigned>(__builtin_ctz(ways | (1u << kBucketWays)));
}

// The mask without its lowest way: for (m = hits; m != 0; m = without_first_way(m)).
constexpr unsigned without_first_way(unsigned ways) { return ways & (ways - 1u); }

constexpr BucketMatch bucket_match(const BucketTags& bucket, std::uint16_t tag) {
  unsigned hits = 0;
  unsigned frees = 0;
  for (unsigned way = 0; way < kBucketWays; ++way) {
    hits |= static_cast<unsigned>(bucket.tag[way] == tag) << way;
    frees |= static_cast<unsigned>(bucket.tag[way] == kFreeTag) << way;
  }
  return BucketMatch{static_cast<std::uint8_t>(hits), static_cast<std::uint8_t>(frees),
                     static_cast<std::uint8_t>(first_way(hits)),
                     static_cast<std::uint8_t>(first_way(frees))};
}

}  // namespace dp
}  // namespace nicvs
