// SPDX-License-Identifier: Apache-2.0
// READ FIRST. Puts nicvsd behind a program's own netlink socket.
//
// A socket that is sent a request for the family IPVS is replaced, under its number, by a
// connection to nicvsd's control socket, which speaks the kernel's messages; poll, read, dup and
// fork then work as ever. Nothing is remembered about sockets: what one is, the kernel knows, so
// there is no state that close, exec or another thread could make wrong.
//
// All calls are thread-safe, return -1 with errno like the C library's, and may be made from the
// stand-ins of the functions that they use.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <span>
#include <string>

namespace nicvs::run {

// $NICVS_RUN_DIR as the program was started with it, or /run/nicvs.
const std::string& run_dir();
std::string control_path();   // the kernel's IPVS messages
std::string status_path();    // tables, as HTTP
std::string settings_path();  // settings, see host/rpc/settings_socket.hpp

// Whether the socket is connected to the Unix socket of that path.
bool is_connected_to(int fd, const std::string& path);

enum class Route { Unchanged, Director, Failed };

// Makes sure that a datagram about to be sent on the socket reaches whom it means. Unchanged: not
// our business. Failed: errno says why nicvsd cannot be reached; nothing must be sent, least of all
// to the kernel's IPVS.
Route route_datagram(int fd, std::span<const std::uint8_t> start, std::size_t datagram_size);

// After a failed send: connects anew if nicvsd has ended the connection. false: errno is as it was.
bool reconnect(int fd, int error);

// The netlink address of the kernel (port 0) or of the program (its process id).
enum class Party { Kernel, Program };
// Writes at most *length bytes of the address; *length becomes its full size.
void put_address(Party party, sockaddr* address, socklen_t* length);

}  // namespace nicvs::run
