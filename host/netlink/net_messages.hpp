// SPDX-License-Identifier: Apache-2.0
// The kernel's rtnetlink messages about links, addresses, routes and neighbours as values.
//
// Pure; every attribute's length is checked, whatever the message claims.
#pragma once

#include <linux/netlink.h>

#include <optional>
#include <variant>

#include "nicvs/net.hpp"

namespace nicvs::netlink {

enum class ChangeKind { Set, Remove };

// What a message says about the network. Local routes (RTN_LOCAL) lead to port 1, lo. A removed
// Port carries its id only, a removed Neighbour no MAC.
struct NetChange {
  ChangeKind kind = ChangeKind::Set;
  std::variant<Port, PortAddress, Route, Neighbour> object;
  // A route that takes the place of those with the same prefix and metric (NLM_F_REPLACE).
  bool is_replacement = false;
  // A neighbour that the kernel has not heard of lately (NUD_STALE).
  bool is_stale = false;
};

// nullopt: malformed, or nothing that a director looks at (bridges' neighbours, multicast routes,
// tables other than main and local). The header's nlmsg_len is within the buffer.
std::optional<NetChange> parse_message(const nlmsghdr& message);

}  // namespace nicvs::netlink
