// SPDX-License-Identifier: Apache-2.0
// The listing of services and dests in all its formats.
#pragma once

#include <ostream>

#include "host/ipvs/command.hpp"
#include "host/ipvs/target.hpp"

namespace nicvs::ipvs {

// Lists the command's service, or all of them below a line with the version. Names are looked up
// unless Option::Numeric is given.
Status list_services(const Command& command, IpvsTarget& target, const Resolver& resolver,
                     std::ostream& out);

}  // namespace nicvs::ipvs
