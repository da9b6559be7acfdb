// SPDX-License-Identifier: Apache-2.0
// ipvsadm --set: the timeouts that an operator may change.
#pragma once

#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

// Takes over the values that are not 0. EINVAL, and nothing changes, if one is above kMaxTimeout_s.
Status change_timeouts(Timeouts& current, const Timeouts& wanted);

}  // namespace nicvs::soft
