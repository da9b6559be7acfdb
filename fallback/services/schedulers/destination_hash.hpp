// SPDX-License-Identifier: Apache-2.0
// dh: 256 buckets by destination address, filled around the list without regard to weights.
#pragma once

#include <array>

#include "fallback/services/scheduler.hpp"
#include "nicvs/dp/schedule.hpp"

namespace nicvs::soft {

class DestinationHash : public Scheduler {
 public:
  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void dests_added(const DestList& dests) override { fill(dests); }
  void dest_removed(const DestList& dests, const Dest&) override { fill(dests); }

 private:
  void fill(const DestList& dests);

  std::array<Dest*, dp::kHashBuckets> buckets_{};
};

}  // namespace nicvs::soft
