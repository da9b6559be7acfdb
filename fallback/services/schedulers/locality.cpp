// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/locality.hpp"

#include "fallback/services/schedulers/dest_scan.hpp"

namespace nicvs::soft {
namespace {

// As in the kernel a remembered dest may be over its thresholds.
bool may_stay(const Dest& dest, const DestList& dests) {
  return dest.is_available() && dest.weight > 0 && !must_be_relieved(dest, dests);
}

}  // namespace

Dest* Locality::choose(const DestList& dests, const NewConn& conn) {
  CachedDest* cached = cache_.find(conn.flow.dst, conn.now);
  if (cached != nullptr && may_stay(**cached, dests)) return &**cached;
  Dest* best = best_dest(dests, dp::ScanRule::Wlc);
  if (best == nullptr) return nullptr;
  if (cached != nullptr) {
    *cached = CachedDest(*best);
  } else {
    cache_.insert(conn.flow.dst, CachedDest(*best), conn.now);
  }
  return best;
}

void Locality::collect_garbage(Time now) {
  cache_.collect(now, std::chrono::seconds(settings_.values().lblc_expiration));
}

}  // namespace nicvs::soft
