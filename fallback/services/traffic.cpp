// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/traffic.hpp"

#include "nicvs/dp/estimate.hpp"

namespace nicvs::soft {

void Traffic::estimate(const Counters& now) {
  averages_ = {
      .conns = dp::rate_step(averages_.conns, now.conns - last_.conns),
      .in_packets = dp::rate_step(averages_.in_packets, now.in_packets - last_.in_packets),
      .out_packets = dp::rate_step(averages_.out_packets, now.out_packets - last_.out_packets),
      .in_bytes = dp::byte_rate_step(averages_.in_bytes, now.in_bytes - last_.in_bytes),
      .out_bytes = dp::byte_rate_step(averages_.out_bytes, now.out_bytes - last_.out_bytes),
  };
  last_ = now;
}

void Traffic::zero(const Counters& now) {
  base_ = now;
  last_ = now;
  averages_ = {};
}

Statistics Traffic::statistics(const Counters& now) const {
  return {.counters = now - base_,
          .rates = {.conns = dp::rate_shown(averages_.conns),
                    .in_packets = dp::rate_shown(averages_.in_packets),
                    .out_packets = dp::rate_shown(averages_.out_packets),
                    .in_bytes = dp::byte_rate_shown(averages_.in_bytes),
                    .out_bytes = dp::byte_rate_shown(averages_.out_bytes)}};
}

}  // namespace nicvs::soft
