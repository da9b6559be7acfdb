// SPDX-License-Identifier: Apache-2.0
// mh: Google's Maglev hashing (Eisenbud et al., NSDI 2016, section 3.4) by source address, and
// source port with mh-port.
//
// The table follows each dest's last weight above 0, so that a quiesced dest gets its clients back.
#pragma once

#include <array>
#include <vector>

#include "fallback/services/scheduler.hpp"
#include "nicvs/dp/schedule.hpp"

namespace nicvs::soft {

class Maglev : public Scheduler {
 public:
  // family: of the service's addresses.
  explicit Maglev(Family family) : family_(family) {}

  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void dests_added(const DestList& dests) override { fill(dests); }
  void dest_edited(const DestList& dests) override { fill(dests); }
  void dest_removed(const DestList& dests, const Dest&) override { fill(dests); }
  std::uint32_t max_dests() const override { return dp::kMaglevSlots; }

  // nullptr in all slots if no dest ever had a weight.
  const std::array<Dest*, dp::kMaglevSlots>& slots() const { return slots_; }

 private:
  void fill(const DestList& dests);

  Family family_;
  std::array<Dest*, dp::kMaglevSlots> slots_{};
};

}  // namespace nicvs::soft
