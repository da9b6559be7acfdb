// SPDX-License-Identifier: Apache-2.0
// none: a service whose conns come from a peer director only.
#pragma once

#include "fallback/services/scheduler.hpp"

namespace nicvs::soft {

class Never : public Scheduler {
 public:
  Dest* choose(const DestList&, const NewConn&) override { return nullptr; }
};

}  // namespace nicvs::soft
