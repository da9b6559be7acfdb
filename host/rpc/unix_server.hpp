// SPDX-License-Identifier: Apache-2.0
// Accepts clients on a listening Unix socket and serves each by a coroutine of its own.
//
// Everything runs on the io_context's thread. A coroutine that waits for its client (for a request,
// or for room to write an answer) holds up nobody else.
#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <functional>

#include "host/rpc/netlink_server.hpp"
#include "host/rpc/unix_socket.hpp"

namespace nicvs::rpc {

using Connection = asio::posix::stream_descriptor;  // a non-blocking socket

class UnixServer {
 public:
  // Serves until it returns; the connection is closed then.
  using Serve = std::function<asio::awaitable<void>(Connection& connection, Privilege privilege)>;

  // Beyond this many clients at once, further ones are closed on arrival.
  static constexpr unsigned kMaxClients = 256;

  // Must outlive its coroutines: destroy it after the io_context has stopped.
  UnixServer(asio::io_context& io, UniqueFd listener, Serve serve);
  void start();
  // Takes no more clients; those that are connected are still served while the io_context runs.
  void stop();

 private:
  asio::awaitable<void> accept_clients();
  asio::awaitable<void> serve_client(Connection connection, Privilege privilege);

  asio::io_context& io_;
  Connection listener_;
  Serve serve_;
  unsigned clients_ = 0;
};

// Root, and the user that the daemon runs as, may change everything (SO_PEERCRED); others that the
// socket's mode lets in, its group, may read.
Privilege privilege_of_peer(int fd);

// Both wait for the socket instead of blocking. receive_some: bytes received (a longer datagram is
// cut), 0 at the end, -1 on an error. send_all: false if the client went away.
asio::awaitable<ssize_t> receive_some(Connection& connection, std::span<std::uint8_t> buffer);
enum class Framing { Records, Continuous };
asio::awaitable<bool> send_all(Connection& connection, Bytes bytes, Framing framing);

}  // namespace nicvs::rpc
