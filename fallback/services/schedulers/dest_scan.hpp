// SPDX-License-Identifier: Apache-2.0
// lc, wlc, sed, nq, fo, ovf: a scan of the list with one comparison; the earlier dest wins ties.
#pragma once

#include "fallback/services/scheduler.hpp"
#include "nicvs/dp/schedule.hpp"

namespace nicvs::soft {

// The dest that the rule prefers; nullptr if there is no candidate.
Dest* best_dest(const DestList& dests, dp::ScanRule rule);

class DestScan : public Scheduler {
 public:
  explicit DestScan(dp::ScanRule rule) : rule_(rule) {}
  Dest* choose(const DestList& dests, const NewConn&) override { return best_dest(dests, rule_); }

 private:
  dp::ScanRule rule_;
};

}  // namespace nicvs::soft
