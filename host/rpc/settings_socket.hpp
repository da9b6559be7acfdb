// SPDX-License-Identifier: Apache-2.0
// The settings socket: net.ipv4.vs as files are read and written, on a Unix SEQPACKET socket.
//
//   client                daemon
//   "conntrack"           "ok 0"            the setting's name, once; its value
//   "1\n"                 "ok 1"            a value, any number of times
//   "2"                   "22 setting conntrack: ..."    errno and a sentence; nothing has changed
//
// A program that believes it writes a file can be given such a connection as the file: each write
// is a datagram. A name that is refused ends the conversation. Values need Privilege::Change.
#pragma once

#include "host/rpc/unix_server.hpp"
#include "nicvs/data_plane.hpp"

namespace nicvs::rpc {

// The listener is one of listen_unix(path, SOCK_SEQPACKET); the plane outlives the server.
UnixServer make_settings_server(asio::io_context& io, UniqueFd listener, DataPlane& plane);

}  // namespace nicvs::rpc
