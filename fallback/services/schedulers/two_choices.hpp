// SPDX-License-Identifier: Apache-2.0
// twos: the less loaded of two dests drawn at random by weight (power of two choices).
#pragma once

#include "fallback/services/scheduler.hpp"

namespace nicvs::soft {

class TwoChoices : public Scheduler {
 public:
  // random outlives the scheduler.
  explicit TwoChoices(Random& random) : random_(random) {}
  Dest* choose(const DestList& dests, const NewConn& conn) override;

 private:
  Random& random_;
};

}  // namespace nicvs::soft
