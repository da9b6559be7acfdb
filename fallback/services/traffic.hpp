// SPDX-License-Identifier: Apache-2.0
// Statistics of a service, a dest or the whole director: made from counters that only grow.
//
//   Traffic traffic;
//   traffic.estimate(counters);                 // every 2 seconds
//   Statistics shown = traffic.statistics(counters);
//
// For one control thread at a time.
#pragma once

#include "nicvs/service.hpp"

namespace nicvs::soft {

inline Counters& operator+=(Counters& all, const Counters& more) {
  all.conns += more.conns;
  all.in_packets += more.in_packets;
  all.out_packets += more.out_packets;
  all.in_bytes += more.in_bytes;
  all.out_bytes += more.out_bytes;
  return all;
}

inline Counters operator-(const Counters& all, const Counters& part) {
  return {.conns = all.conns - part.conns,
          .in_packets = all.in_packets - part.in_packets,
          .out_packets = all.out_packets - part.out_packets,
          .in_bytes = all.in_bytes - part.in_bytes,
          .out_bytes = all.out_bytes - part.out_bytes};
}

class Traffic {
 public:
  // One window of IPVS's estimator has passed: 2 seconds since the last call.
  void estimate(const Counters& now);
  // Counters read as zero from now on and the rates start anew.
  void zero(const Counters& now);
  // Counters since the last zero(), and the rates.
  Statistics statistics(const Counters& now) const;

 private:
  Counters base_;   // at the last zero()
  Counters last_;   // at the last estimate()
  Rates averages_;  // in the fixed-point scale of estimate.hpp
};

}  // namespace nicvs::soft
