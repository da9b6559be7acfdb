// SPDX-License-Identifier: Apache-2.0
// The listing of conns.
#pragma once

#include <ostream>

#include "host/ipvs/command.hpp"
#include "host/ipvs/target.hpp"

namespace nicvs::ipvs {

// In the director's order; with Option::PersistentConn also the persistence engine's data. Takes
// time linear in the number of conns and memory for one of them.
Status list_conns(const Command& command, IpvsTarget& target, const Resolver& resolver,
                  std::ostream& out);

}  // namespace nicvs::ipvs
