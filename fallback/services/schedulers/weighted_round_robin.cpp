// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/weighted_round_robin.hpp"

#include <algorithm>
#include <numeric>

namespace nicvs::soft {

// The round in progress goes on if the new weights allow it: that is why the first pass after a
// configuration dest by dest runs at limit 1, as in the kernel.
void WeightedRoundRobin::restart(const DestList& dests) {
  std::int32_t divisor = 0;
  std::int32_t heaviest = 0;
  for (const Dest& dest : dests) {
    divisor = std::gcd(divisor, dest.weight);
    heaviest = std::max(heaviest, dest.weight);
  }
  round_.step = std::max(divisor, 1);
  round_.maximum = heaviest - (round_.step - 1);
  if (round_.current > round_.maximum || round_.current == 0) {
    round_.current = round_.maximum;
  } else if (round_.step > 1) {
    round_.current = round_.current / round_.step * round_.step + 1;
  }
  last_ = nullptr;
}

// Gives up once every dest was asked at the lowest limit: those behind the last chosen one before
// the limit starts again from the top, those up to it at the end.
Dest* WeightedRoundRobin::choose(const DestList& dests, const NewConn&) {
  if (round_.maximum == 0) return nullptr;
  Dest* const start = last_;
  Dest* from = start != nullptr ? start->next : dests.first();
  bool is_whole_pass = start == nullptr;
  bool is_tail_done = false;
  for (;;) {
    const bool is_lowest = round_.current <= round_.step;
    for (Dest* dest = from; dest != nullptr; dest = dest->next) {
      if (dp::wrr_takes(round_, dest->load())) return last_ = dest;
      if (is_tail_done && is_lowest && dest == start) return nullptr;
    }
    round_ = dp::wrr_next_round(round_);
    if (is_lowest && is_whole_pass) {
      last_ = nullptr;
      return nullptr;
    }
    is_tail_done = is_tail_done || is_lowest;
    is_whole_pass = true;
    from = dests.first();
  }
}

}  // namespace nicvs::soft
