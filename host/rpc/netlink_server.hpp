// SPDX-License-Identifier: Apache-2.0
// Answers the kernel's IPVS generic-netlink requests from a DataPlane.
//
//   for (const Datagram& reply : handle_netlink(request, Privilege::Change, plane)) send(reply);
//
// As the kernel: one reply per request message, an ACK (error 0) where NLM_F_ACK asks for one, a
// negative errno on failure (each in a datagram of its own, as libnl expects), dumps as NLM_F_MULTI
// messages that end with NLMSG_DONE. Unlike the kernel, a datagram that is no netlink message is
// answered too (EINVAL), and an error carries its sentence (NLMSGERR_ATTR_MSG). GETFAMILY for
// "IPVS" is answered so that libnl's resolver works. Runs on the control thread, like every
// DataPlane call.
#pragma once

#include <vector>

#include "host/rpc/netlink_wire.hpp"
#include "nicvs/data_plane.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::rpc {

enum class Privilege { Read, Change };

// Each datagram stays below kMaxReplySize. Without sync daemons, starting one is EOPNOTSUPP.
std::vector<Datagram> handle_netlink(Bytes datagram, Privilege privilege, DataPlane& plane,
                                     SyncControl* sync = nullptr);

}  // namespace nicvs::rpc
