// SPDX-License-Identifier: Apache-2.0
// lblc: a destination address stays with its dest until that is too busy, then goes to the wlc
// winner.
#pragma once

#include "fallback/services/scheduler.hpp"
#include "fallback/services/schedulers/cached_dest.hpp"
#include "fallback/services/schedulers/destination_cache.hpp"

namespace nicvs::soft {

class Locality : public Scheduler {
 public:
  // settings outlive the scheduler.
  explicit Locality(const Settings& settings) : settings_(settings) {}
  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void collect_garbage(Time now) override;
  std::size_t cache_size() const { return cache_.size(); }

 private:
  const Settings& settings_;
  DestinationCache<CachedDest> cache_;
};

}  // namespace nicvs::soft
