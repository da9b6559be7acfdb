// SPDX-License-Identifier: Apache-2.0
// What a service, a dest or the whole director has carried: counters per worker, and their rates.
//
// Each worker writes only its own counters (no lock prefix); readers add them up. estimate(),
// zero() and statistics() are for one control thread at a time.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "nicvs/service.hpp"

namespace nicvs::soft {

class TrafficCounters {
 public:
  explicit TrafficCounters(unsigned workers);

  void count_conn(unsigned worker) { add(per_worker_[worker].conns, 1); }
  // bytes: the IP total length, before encapsulation.
  void count_in(unsigned worker, std::uint32_t bytes) {
    add(per_worker_[worker].in_packets, 1);
    add(per_worker_[worker].in_bytes, bytes);
  }
  void count_out(unsigned worker, std::uint32_t bytes) {
    add(per_worker_[worker].out_packets, 1);
    add(per_worker_[worker].out_bytes, bytes);
  }

  // The same for packets that an accelerator carried.
  void count_many(unsigned worker, const Counters& more) {
    add(per_worker_[worker].in_packets, more.in_packets);
    add(per_worker_[worker].in_bytes, more.in_bytes);
    add(per_worker_[worker].out_packets, more.out_packets);
    add(per_worker_[worker].out_bytes, more.out_bytes);
  }

  // One window of IPVS's estimator has passed: 2 seconds since the last call.
  void estimate();
  // Counters read as zero from now on and the rates start anew; what workers write runs on.
  void zero();
  // Counters since the last zero(), and the rates.
  Statistics statistics() const;

 private:
  struct alignas(64) PerWorker {
    std::atomic<std::uint64_t> conns{0};
    std::atomic<std::uint64_t> in_packets{0};
    std::atomic<std::uint64_t> out_packets{0};
    std::atomic<std::uint64_t> in_bytes{0};
    std::atomic<std::uint64_t> out_bytes{0};
  };

  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
  Counters sum() const;

  unsigned workers_;
  std::unique_ptr<PerWorker[]> per_worker_;
  Counters base_;   // the sum at the last zero()
  Counters last_;   // the sum at the last estimate()
  Rates averages_;  // in the fixed-point scale of estimate.hpp
};

}  // namespace nicvs::soft
