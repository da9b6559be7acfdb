// SPDX-License-Identifier: Apache-2.0
// Carries out a command on a target and prints what ipvsadm prints.
//
//   DataPlaneTarget target(plane);
//   std::ostringstream out, err;
//   int code = ipvs::run_words({{"ipvsadm", "-A", "-t", "10.0.0.1:80"}}, target,
//                              {std::cin, out, err}, ipvs::system_resolver());
#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>

#include "host/ipvs/command.hpp"
#include "host/ipvs/target.hpp"

namespace nicvs::ipvs {

struct Streams {
  std::istream& in;  // read by restore
  std::ostream& out;
  std::ostream& err;
};

// The exit code: 0, 1 (nothing to list), 2 (usage) or 255 (refused by the director). Restore goes
// on after refused commands and ends at words that are no command; its code is that of the last
// one.
int run(const Command& command, IpvsTarget& target, const Streams& streams,
        const Resolver& resolver);

// parse_command and run; words[0] is the program's name.
int run_words(std::span<const std::string> words, IpvsTarget& target, const Streams& streams,
              const Resolver& resolver);

// Applies a command that changes services, dests, counters, timeouts or the daemon; EINVAL for one
// that does not.
Status change(const Command& command, IpvsTarget& target);

}  // namespace nicvs::ipvs
