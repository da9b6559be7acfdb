// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/traffic_counters.hpp"

#include "nicvs/dp/estimate.hpp"

namespace nicvs::soft {
namespace {

std::uint64_t value_of(const std::atomic<std::uint64_t>& counter) {
  return counter.load(std::memory_order_relaxed);
}

}  // namespace

TrafficCounters::TrafficCounters(unsigned workers)
    : workers_(workers), per_worker_(std::make_unique<PerWorker[]>(workers)) {}

Counters TrafficCounters::sum() const {
  Counters sum;
  for (unsigned i = 0; i < workers_; ++i) {
    const PerWorker& worker = per_worker_[i];
    sum.conns += value_of(worker.conns);
    sum.in_packets += value_of(worker.in_packets);
    sum.out_packets += value_of(worker.out_packets);
    sum.in_bytes += value_of(worker.in_bytes);
    sum.out_bytes += value_of(worker.out_bytes);
  }
  return sum;
}

void TrafficCounters::estimate() {
  const Counters now = sum();
  averages_ = {
      .conns = dp::rate_step(averages_.conns, now.conns - last_.conns),
      .in_packets = dp::rate_step(averages_.in_packets, now.in_packets - last_.in_packets),
      .out_packets = dp::rate_step(averages_.out_packets, now.out_packets - last_.out_packets),
      .in_bytes = dp::byte_rate_step(averages_.in_bytes, now.in_bytes - last_.in_bytes),
      .out_bytes = dp::byte_rate_step(averages_.out_bytes, now.out_bytes - last_.out_bytes),
  };
  last_ = now;
}

void TrafficCounters::zero() {
  base_ = sum();
  last_ = base_;
  averages_ = {};
}

Statistics TrafficCounters::statistics() const {
  const Counters now = sum();
  return {.counters = {.conns = now.conns - base_.conns,
                       .in_packets = now.in_packets - base_.in_packets,
                       .out_packets = now.out_packets - base_.out_packets,
                       .in_bytes = now.in_bytes - base_.in_bytes,
                       .out_bytes = now.out_bytes - base_.out_bytes},
          .rates = {.conns = dp::rate_shown(averages_.conns),
                    .in_packets = dp::rate_shown(averages_.in_packets),
                    .out_packets = dp::rate_shown(averages_.out_packets),
                    .in_bytes = dp::byte_rate_shown(averages_.in_bytes),
                    .out_bytes = dp::byte_rate_shown(averages_.out_bytes)}};
}

}  // namespace nicvs::soft
