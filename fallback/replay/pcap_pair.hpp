// SPDX-License-Identifier: Apache-2.0
// Plays captured frames instead of a scenario: a pcap of the clients and one of the servers'
// replies.
#pragma once

#include <ostream>
#include <string>

#include "fallback/replay/director.hpp"

namespace nicvs::replay {

struct PcapPair {
  std::string rules;   // a file of ipvsadm-save lines
  std::string net;     // a file of scenario lines: port, addr, arp, route, set, mark
  std::string client;  // pcap
  std::string server;  // pcap, or empty
  std::string out;     // directory for one pcap per port with the frames that left
};

// The captures are merged by their timestamps, which are the clock. A frame arrives on the port
// that has its destination MAC, else on the first port (client) or the last (server). Prints every
// frame, then conns, statistics and drop reasons. Errors name file and line.
Status play_pcaps(const PcapPair& pair, Director& director, std::ostream& out);

}  // namespace nicvs::replay
