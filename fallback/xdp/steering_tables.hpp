// SPDX-License-Identifier: Apache-2.0
// The steering as the kernel's maps want it: byte images of keys and values.
//
//   SteeringTables wanted = encode(engine.steering());   // then SteeringMaps::update(wanted)
#pragma once

#include <map>
#include <string>

#include "fallback/soft_data_plane.hpp"

namespace nicvs::soft {

// Key bytes -> value bytes, laid out as in steer_abi.h.
using SteeringTable = std::map<std::string, std::string>;

struct SteeringTables {
  SteeringTable services;
  SteeringTable nat_dests;
  SteeringTable addresses;
  SteeringTable mark_prefixes;
  friend bool operator==(const SteeringTables&, const SteeringTables&) = default;
};

// Pure. A prefix covered by more than STEER_RANGES rules is steered as a whole.
SteeringTables encode(const SoftDataPlane::Steering& steering);

}  // namespace nicvs::soft
