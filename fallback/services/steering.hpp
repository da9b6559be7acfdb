// SPDX-License-Identifier: Apache-2.0
// What the I/O must steer to the engine, taken from the tables.
#pragma once

#include <cstdint>

#include "fallback/services/classifier.hpp"
#include "fallback/services/service_table.hpp"
#include "fallback/soft_data_plane.hpp"

namespace nicvs::soft {

// Services oldest first; mark rules without a fwmark service of their family are left out; each NAT
// dest once, protocol Ip standing for any, removed ones that still have conns included; each
// address of GUE dests once.
SoftDataPlane::Steering steering_of(const ServiceTable& services, const Classifier& classifier);

// Changes whenever steering_of() may have.
inline std::uint64_t steering_generation(const ServiceTable& services,
                                         const Classifier& classifier) {
  return services.steering_generation() + classifier.generation();
}

}  // namespace nicvs::soft
