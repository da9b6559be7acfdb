// SPDX-License-Identifier: Apache-2.0
#include "Vadmission.h"
#include "Vconn_track.h"
#include "hls/kernels/kernels.hpp"
#include "tests/kernel/rtl/bench.hpp"

namespace nicvs::test {
namespace {

dp::Side side(Random& random) { return random.one_in(2) ? dp::Side::Client : dp::Side::Dest; }

// Mostly a state that exists.
std::uint8_t state(Random& random) {
  return random.one_in(16) ? random.edgy8() : static_cast<std::uint8_t>(random.below(14));
}

std::uint8_t chunk(Random& random) {
  return random.one_in(8) ? random.edgy8() : static_cast<std::uint8_t>(random.below(16));
}

}  // namespace

TEST_CASE("the conn_track module follows the tables of TCP, UDP and SCTP") {
  check_kernel<Vconn_track>("conn_track", k_conn_track, [](Random& random) {
    return kernels::ConnTrackIn{random.protocol(),
                                random.edgy8(),
                                static_cast<std::uint8_t>(random.below(3)),
                                {chunk(random), chunk(random)},
                                state(random),
                                side(random),
                                random.one_in(2) ? dp::TcpRules::Normal : dp::TcpRules::Secure,
                                random.edgy32()};
  });
}

TEST_CASE("the admission module admits and reuses as the functions do") {
  check_kernel<Vadmission>("admission", k_admission, [](Random& random) {
    return kernels::AdmissionIn{random.protocol(),
                                random.edgy8(),
                                chunk(random),
                                static_cast<dp::Sloppy>(random.below(2)),
                                static_cast<dp::Sloppy>(random.below(2)),
                                state(random),
                                random.edgy32(),
                                random.edgy32()};
  });
}

}  // namespace nicvs::test
