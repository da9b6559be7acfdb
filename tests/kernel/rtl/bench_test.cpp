// SPDX-License-Identifier: Apache-2.0
// The bench itself: what it must notice.
#include "tests/kernel/rtl/bench.hpp"

#include "Vadmission.h"
#include "Vbucket_match.h"
#include "hls/kernels/kernels.hpp"

namespace nicvs::test {
namespace {

// As k_bucket_match, but one bit wrong for one tag of 65,536.
void wrong_bucket_match(const kernels::BucketMatchIn& in, dp::BucketMatch& out) {
  k_bucket_match(in, out);
  if (in.tag == 0x1234) {
    out.first_free ^= 1;
  }
}

bool passes(KernelBench<Vbucket_match, kernels::BucketMatchIn, dp::BucketMatch>& bench,
            std::uint16_t tag, unsigned cycles) {
  kernels::BucketMatchIn in{};
  in.tag = tag;
  for (unsigned i = 0; i < cycles; ++i) {
    if (!bench.cycle(&in)) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("the bench notices one wrong bit") {
  const unsigned latency = latency_of("bucket_match");
  KernelBench<Vbucket_match, kernels::BucketMatchIn, dp::BucketMatch> bench(wrong_bucket_match,
                                                                            latency);
  CHECK(passes(bench, 0x1233, 4 * latency));
  CHECK_FALSE(passes(bench, 0x1234, 4 * latency));
  CHECK_THAT(bench.problem(), Catch::Matchers::StartsWith("byte 3 of the output"));
}

TEST_CASE("the bench notices a result that comes a cycle too early or too late") {
  for (const int error : {-1, 1}) {
    const unsigned latency = latency_of("bucket_match") + static_cast<unsigned>(error);
    KernelBench<Vbucket_match, kernels::BucketMatchIn, dp::BucketMatch> bench(k_bucket_match,
                                                                              latency);
    CHECK_FALSE(passes(bench, 7, 4 * latency));
  }
}

TEST_CASE("nothing comes out of a kernel that got nothing, or was in reset") {
  KernelBench<Vadmission, kernels::AdmissionIn, kernels::AdmissionOut> bench(
      k_admission, latency_of("admission"));
  for (int i = 0; i < 10; ++i) {
    REQUIRE(bench.cycle(nullptr));
  }
}

}  // namespace nicvs::test
