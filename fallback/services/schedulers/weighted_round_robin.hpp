// SPDX-License-Identifier: Apache-2.0
// wrr: rounds over the list with a falling weight limit; a dest takes part while its weight reaches
// the limit.
#pragma once

#include "fallback/services/scheduler.hpp"

namespace nicvs::soft {

class WeightedRoundRobin : public Scheduler {
 public:
  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void dests_added(const DestList& dests) override { restart(dests); }
  void dest_edited(const DestList& dests) override { restart(dests); }
  void dest_removed(const DestList& dests, const Dest&) override { restart(dests); }

 private:
  void restart(const DestList& dests);

  Dest* last_ = nullptr;  // nullptr = before the first of the list
  dp::WrrRound round_{0, 1, 0};
};

}  // namespace nicvs::soft
