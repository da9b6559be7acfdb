// SPDX-License-Identifier: Apache-2.0
// lblcr: a destination address has a set of dests, which grows when all are busy and shrinks when
// it has not changed for long.
#pragma once

#include <vector>

#include "fallback/services/scheduler.hpp"
#include "fallback/services/schedulers/cached_dest.hpp"
#include "fallback/services/schedulers/destination_cache.hpp"

namespace nicvs::soft {

class ReplicatedLocality : public Scheduler {
 public:
  // settings outlive the scheduler.
  explicit ReplicatedLocality(const Settings& settings) : settings_(settings) {}
  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void collect_garbage(Time now) override;
  std::size_t cache_size() const { return cache_.size(); }

 private:
  struct DestSet {
    std::vector<CachedDest> members;  // newest first
    Time changed{0};

    // The least loaded (overhead by weight) that is usable and in its service.
    Dest* least_loaded() const;
    void add(Dest& dest, Time now);
    void drop_most_loaded(Time now);
  };

  Time expiration() const { return std::chrono::seconds(settings_.values().lblcr_expiration); }

  const Settings& settings_;
  DestinationCache<DestSet> cache_;
};

}  // namespace nicvs::soft
