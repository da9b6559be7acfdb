// SPDX-License-Identifier: Apache-2.0
#include "Vflow_hash.h"
#include "Vflow_hash_ipv4.h"
#include "hls/kernels/kernels.hpp"
#include "tests/kernel/rtl/bench.hpp"

namespace nicvs::test {

TEST_CASE("the flow_hash module hashes both families as the function does") {
  check_kernel<Vflow_hash>("flow_hash", k_flow_hash, [](Random& random) {
    return kernels::FlowHashIn{random.flow_key(random.family()), {random.edgy(), random.edgy()}};
  });
}

TEST_CASE("the flow_hash_ipv4 module hashes IPv4 keys as the function does") {
  check_kernel<Vflow_hash_ipv4>("flow_hash_ipv4", k_flow_hash_ipv4, [](Random& random) {
    return kernels::FlowHashIpv4In{random.edgy32(),   random.edgy32(),
                                   random.edgy16(),   random.edgy16(),
                                   random.protocol(), {random.edgy(), random.edgy()}};
  });
}

}  // namespace nicvs::test
