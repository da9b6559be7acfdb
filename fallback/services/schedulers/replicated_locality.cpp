// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/replicated_locality.hpp"

#include <algorithm>

#include "fallback/services/schedulers/dest_scan.hpp"

namespace nicvs::soft {
namespace {

bool is_heavier(const dp::DestLoad& a, const dp::DestLoad& b) {
  return dp::is_heavier(dp::overhead(a), a.weight, dp::overhead(b), b.weight);
}

}  // namespace

Dest* ReplicatedLocality::DestSet::least_loaded() const {
  Dest* least = nullptr;
  for (const CachedDest& member : members) {
    Dest& dest = *member;
    if (!dest.is_available() || !dest.is_usable()) continue;
    if (least == nullptr || is_heavier(least->load(), dest.load())) least = &dest;
  }
  return least;
}

void ReplicatedLocality::DestSet::add(Dest& dest, Time now) {
  if (std::ranges::any_of(members, [&](const CachedDest& member) { return &*member == &dest; })) {
    return;
  }
  members.insert(members.begin(), CachedDest(dest));
  changed = now;
}

// Members with weight 0 do not compete, as in the kernel.
void ReplicatedLocality::DestSet::drop_most_loaded(Time now) {
  const Dest* most = nullptr;
  for (const CachedDest& member : members) {
    const Dest& dest = *member;
    if (dest.weight == 0) continue;
    if (most == nullptr || is_heavier(dest.load(), most->load())) most = &dest;
  }
  if (most == nullptr) return;
  std::erase_if(members, [&](const CachedDest& member) { return &*member == most; });
  changed = now;
}

Dest* ReplicatedLocality::choose(const DestList& dests, const NewConn& conn) {
  DestSet* set = cache_.find(conn.flow.dst, conn.now);
  if (set != nullptr) {
    Dest* least = set->least_loaded();
    if (set->members.size() > 1 && conn.now > set->changed + expiration()) {
      set->drop_most_loaded(conn.now);
    }
    if (least != nullptr && !must_be_relieved(*least, dests)) return least;
  }
  Dest* best = best_dest(dests, dp::ScanRule::Wlc);
  if (best == nullptr) return nullptr;
  if (set != nullptr) {
    set->add(*best, conn.now);
  } else {
    DestSet fresh;
    fresh.add(*best, conn.now);
    cache_.insert(conn.flow.dst, std::move(fresh), conn.now);
  }
  return best;
}

void ReplicatedLocality::collect_garbage(Time now) { cache_.collect(now, expiration()); }

}  // namespace nicvs::soft
