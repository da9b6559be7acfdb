// SPDX-License-Identifier: Apache-2.0
// Services and dests as the commands that make them (ipvsadm-save).
#pragma once

#include <ostream>
#include <string>

#include "host/ipvs/resolver.hpp"
#include "host/ipvs/target.hpp"
#include "nicvs/data_plane.hpp"

namespace nicvs::ipvs {

// Sorted, one command a line. Thresholds and the method of local dests are lost, as in ipvsadm.
// `resolver` == nullptr: addresses and ports as numbers.
Status save_rules(IpvsTarget& target, const Resolver* resolver, std::ostream& out);

// What `ipvsadm-save -n` prints for the plane.
std::string rules_text(DataPlane& plane);

// One line each, with the newline.
std::string service_rule(const ServiceSpec& service, const Resolver* resolver);
std::string dest_rule(const ServiceKey& service, const DestSpec& dest, const Resolver* resolver);

}  // namespace nicvs::ipvs
