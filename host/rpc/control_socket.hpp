// SPDX-License-Identifier: Apache-2.0
// The control socket: IPVS netlink messages over Unix SEQPACKET, one request datagram at a time.
//
// While a client does not read its answers its requests wait; others are served meanwhile. A
// malformed request is answered by an errno and the connection stays.
#pragma once

#include "host/rpc/unix_server.hpp"
#include "nicvs/data_plane.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::rpc {

// The listener is one of listen_unix(path, SOCK_SEQPACKET); the plane and the sync daemons, if
// there are any, outlive the server.
UnixServer make_control_server(asio::io_context& io, UniqueFd listener, DataPlane& plane,
                               SyncControl* sync = nullptr);

}  // namespace nicvs::rpc
