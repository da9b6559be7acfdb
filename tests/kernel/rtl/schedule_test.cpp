// SPDX-License-Identifier: Apache-2.0
#include "Vbucket_match.h"
#include "Vdest_compare.h"
#include "Vhash_slots.h"
#include "hls/kernels/kernels.hpp"
#include "tests/kernel/rtl/bench.hpp"

namespace nicvs::test {
namespace {

// Often small and alike, so that loads tie.
dp::DestLoad dest_load(Random& random) {
  const auto number = [&] {
    return random.one_in(2) ? static_cast<std::uint32_t>(random.below(4)) : random.edgy32();
  };
  return dp::DestLoad{number(), number(), number(), random.one_in(4)};
}

}  // namespace

TEST_CASE("the bucket_match module finds the ways that the function finds") {
  check_kernel<Vbucket_match>("bucket_match", k_bucket_match, [](Random& random) {
    kernels::BucketMatchIn in{};
    in.tag = random.edgy16();
    for (std::uint16_t& tag : in.bucket.tag) {
      tag = random.one_in(3) ? in.tag : random.one_in(3) ? dp::kFreeTag : random.edgy16();
    }
    return in;
  });
}

TEST_CASE("the dest_compare module compares dests by each rule") {
  check_kernel<Vdest_compare>("dest_compare", k_dest_compare, [](Random& random) {
    return kernels::DestCompareIn{static_cast<dp::ScanRule>(random.below(6)), dest_load(random),
                                  dest_load(random)};
  });
}

TEST_CASE("the hash_slots module finds the slots of dh, sh and mh") {
  check_kernel<Vhash_slots>("hash_slots", k_hash_slots, [](Random& random) {
    const dp::Family family = random.family();
    return kernels::HashSlotsIn{random.address(family), random.address(family), random.edgy16(),
                                random.edgy32()};
  });
}

}  // namespace nicvs::test
