// SPDX-License-Identifier: Apache-2.0
// Accepts clients on a listening Unix socket and holds a conversation with each.
//
// Everything runs on the io_context's thread. A client that does not read its answers is not read
// from either, and holds up nobody else.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "host/rpc/netlink_server.hpp"
#include "host/rpc/unix_socket.hpp"

namespace nicvs::rpc {

// What to do after a client was heard.
struct Turn {
  enum class Next { Listen, Close };
  std::vector<Datagram> replies;  // sent in order, one by one on a datagram socket
  Next next = Next::Listen;
};

class Conversation {
 public:
  virtual ~Conversation() = default;
  // A datagram (cut to kMaxRequestSize), or the next bytes of a stream.
  virtual Turn hear(Bytes received) = 0;
};

class UnixServer {
 public:
  using Begin = std::function<std::unique_ptr<Conversation>(Privilege privilege)>;

  // Beyond this many clients at once, further ones are closed on arrival.
  static constexpr unsigned kMaxClients = 256;

  // The io_context must not run any more when the server is destroyed.
  UnixServer(asio::io_context& io, UniqueFd listener, Begin begin);
  void start();

 private:
  void wait_for_client();
  void accept_client();

  asio::io_context& io_;
  asio::posix::stream_descriptor listener_;
  asio::steady_timer pause_;
  Begin begin_;
  std::shared_ptr<unsigned> clients_ = std::make_shared<unsigned>(0);
};

// Root, and the user that the daemon runs as, may change everything (SO_PEERCRED); others that the
// socket's mode lets in, its group, may read.
Privilege privilege_of_peer(int fd);

}  // namespace nicvs::rpc
