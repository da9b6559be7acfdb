// SPDX-License-Identifier: Apache-2.0
// rr: the next usable dest behind the last chosen one, around the list.
#pragma once

#include "fallback/services/scheduler.hpp"

namespace nicvs::soft {

class RoundRobin : public Scheduler {
 public:
  Dest* choose(const DestList& dests, const NewConn& conn) override;
  void dest_removed(const DestList& dests, const Dest& removed) override;

 private:
  Dest* last_ = nullptr;  // nullptr = before the first of the list
};

}  // namespace nicvs::soft
