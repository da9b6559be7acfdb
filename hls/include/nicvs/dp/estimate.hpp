// SPDX-License-Identifier: Apache-2.0
// IPVS's rate estimator: an exponential average that takes a quarter of each 2-second window.
//
//   average = rate_step(average, packets_now - packets_2s_ago);
//   shown = rate_shown(average);            // packets per second
//
// Conns and packets are kept scaled by 2^10, bytes by 2^5. The result is what ipvsadm --rate shows.
#pragma once

#include <cstdint>

namespace nicvs {
namespace dp {

// The kernel's division by 4 is an arithmetic shift, so an average sinks to 0 in the end.
constexpr std::uint64_t average_quarter(std::uint64_t average, std::uint64_t rate) {
  return rate >= average ? average + ((rate - average) >> 2)
                         : average - ((average - rate + 3) >> 2);
}

// Conns or packets of one 2-second window.
constexpr std::uint64_t rate_step(std::uint64_t average, std::uint64_t in_window) {
  return average_quarter(average, in_window << 9);
}
constexpr std::uint64_t rate_shown(std::uint64_t average) { return (average + 0x1ff) >> 10; }

// Bytes of one 2-second window.
constexpr std::uint64_t byte_rate_step(std::uint64_t average, std::uint64_t in_window) {
  return average_quarter(average, in_window << 4);
}
constexpr std::uint64_t byte_rate_shown(std::uint64_t average) { return (average + 0xf) >> 5; }

static_assert(rate_shown(rate_step(0, 1000)) == 125, "1000 conns in the first window");

}  // namespace dp
}  // namespace nicvs
