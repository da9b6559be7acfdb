// SPDX-License-Identifier: Apache-2.0
// sh: 256 buckets by source address, and source port with sh-port; each dest takes as many buckets
// in a row as its weight.
//
// A dest with weight 0 still takes one bucket and refuses its clients, unless sh-fallback looks on.
#pragma once

#include <array>

#include "fallback/services/scheduler.hpp"
#include "nicvs/dp/schedule.hpp"

namespace nicvs::soft {

class SourceHash : public Scheduler {
 public:
  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void dests_added(const DestList& dests) override { fill(dests); }
  void dest_edited(const DestList& dests) override { fill(dests); }
  void dest_removed(const DestList& dests, const Dest&) override { fill(dests); }

 private:
  void fill(const DestList& dests);

  std::array<Dest*, dp::kHashBuckets> buckets_{};
};

}  // namespace nicvs::soft
