// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/dest_scan.hpp"

namespace nicvs::soft {

Dest* best_dest(const DestList& dests, dp::ScanRule rule) {
  Dest* best = nullptr;
  dp::DestLoad best_load{};
  for (Dest& dest : dests) {
    const dp::DestLoad load = dest.load();
    if (!dp::is_candidate(rule, load)) continue;
    if (dp::ends_scan(rule, load)) return &dest;
    if (best != nullptr && !dp::is_better(rule, best_load, load)) continue;
    best = &dest;
    best_load = load;
  }
  return best;
}

}  // namespace nicvs::soft
