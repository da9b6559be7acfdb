// SPDX-License-Identifier: Apache-2.0
// Rules from a file, for a program that starts with all of them or not at all.
#pragma once

#include <istream>
#include <string>

#include "host/ipvs/resolver.hpp"
#include "host/ipvs/target.hpp"

namespace nicvs::ipvs {

// Applies the lines of an ipvsadm-save text in order. Empty lines and lines that begin with '#' are
// skipped. The first line that is no command, changes nothing (-L, -S, -R, -h) or is refused by the
// target ends it with "NAME:LINE: sentence"; what came before stays applied.
Status load_rules(std::istream& rules, const std::string& name, IpvsTarget& target,
                  const Resolver& resolver);

}  // namespace nicvs::ipvs
