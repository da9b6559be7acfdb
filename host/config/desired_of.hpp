// SPDX-License-Identifier: Apache-2.0
// What a parsed lvs.cf wants.
#pragma once

#include <vector>

#include "host/config/desired.hpp"
#include "host/config/lvs_cf.hpp"
#include "host/config/resolver.hpp"

namespace nicvs::config {

struct Outcome {
  Desired desired;                 // complete only without errors
  std::vector<Diagnostic> errors;  // what no single line could show: unknown hosts, doubles
};

// Only active services and servers. Dests of DR and TUN get the service's port, as ipvsadm gives
// them.
Outcome desired_of(const LvsConfig& config, const Resolver& resolver);

// One sentence for each thing that is set and that only a pair of directors can do.
std::vector<std::string> notes_of(const LvsConfig& config);

}  // namespace nicvs::config
