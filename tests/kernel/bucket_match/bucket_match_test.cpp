// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "nicvs/dp/bucket_match.hpp"

namespace nicvs::test {
namespace {

using dp::bucket_match;
using dp::BucketMatch;
using dp::BucketTags;

TEST_CASE("all placements of hits and free ways in a bucket are reported", "[bucket_match]") {
  // Each way is free, a hit or something else: 3^8 buckets.
  constexpr std::uint16_t kTag = 0xbeef;
  constexpr std::uint16_t kKinds[3] = {dp::kFreeTag, kTag, 0xbeee};
  for (unsigned number = 0; number < 6561; ++number) {
    BucketTags bucket{};
    unsigned hits = 0;
    unsigned frees = 0;
    unsigned first_hit = 8;
    unsigned first_free = 8;
    unsigned rest = number;
    for (unsigned way = 0; way < 8; ++way, rest /= 3) {
      bucket.tag[way] = kKinds[rest % 3];
      if (rest % 3 == 1) {
        hits += 1u << way;
        first_hit = first_hit == 8 ? way : first_hit;
      } else if (rest % 3 == 0) {
        frees += 1u << way;
        first_free = first_free == 8 ? way : first_free;
      }
    }
    const BucketMatch m = bucket_match(bucket, kTag);
    REQUIRE(m.hits == hits);
    REQUIRE(m.frees == frees);
    REQUIRE(m.first_hit == first_hit);
    REQUIRE(m.first_free == first_free);
  }
}

TEST_CASE("a tag is the hash's top 16 bits and never the free tag", "[bucket_match]") {
  CHECK(dp::tag_of(0xabcd000000000000) == 0xabcd);
  CHECK(dp::tag_of(0xabcdffffffffffff) == 0xabcd);
  CHECK(dp::tag_of(0x0000ffffffffffff) == 1);
  CHECK(dp::tag_of(0x0001000000000000) == 1);
}

TEST_CASE("the ways of a mask are visited from the lowest", "[bucket_match]") {
  unsigned mask = 0b10100010;
  CHECK(dp::first_way(mask) == 1);
  mask = dp::without_first_way(mask);
  CHECK(dp::first_way(mask) == 5);
  mask = dp::without_first_way(mask);
  CHECK(dp::first_way(mask) == 7);
  mask = dp::without_first_way(mask);
  CHECK(mask == 0);
  CHECK(dp::first_way(mask) == dp::kBucketWays);
}

}  // namespace
}  // namespace nicvs::test
