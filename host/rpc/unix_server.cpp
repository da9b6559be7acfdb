// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/unix_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>

namespace nicvs::rpc {
namespace {

asio::awaitable<bool> wait_for(Connection& connection, Connection::wait_type what) {
  asio::error_code error;
  co_await connection.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

UnixServer::UnixServer(asio::io_context& io, UniqueFd listener, Serve serve)
    : io_(io), listener_(io, listener.release()), serve_(std::move(serve)) {}

void UnixServer::start() { asio::co_spawn(io_, accept_clients(), asio::detached); }

void UnixServer::stop() {
  asio::error_code ignored;
  listener_.close(ignored);
}

asio::awaitable<void> UnixServer::accept_clients() {
  while (co_await wait_for(listener_, Connection::wait_read)) {
    UniqueFd client(
        accept4(listener_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!client && (errno == EMFILE || errno == ENFILE)) {
      // The listener stays readable; without a pause this would be a busy loop.
      asio::steady_timer pause(io_, std::chrono::milliseconds(100));
      asio::error_code ignored;
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (!client || clients_ >= kMaxClients) continue;
    const Privilege privilege = privilege_of_peer(client.get());
    ++clients_;
    asio::co_spawn(io_, serve_client(Connection(io_, client.release()), privilege), asio::detached);
  }
}

asio::awaitable<void> UnixServer::serve_client(Connection connection, Privilege privilege) {
  co_await serve_(connection, privilege);
  --clients_;
}

Privilege privilege_of_peer(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return Privilege::Read;
  return peer.uid == 0 || peer.uid == geteuid() ? Privilege::Change : Privilege::Read;
}

asio::awaitable<ssize_t> receive_some(Connection& connection, std::span<std::uint8_t> buffer) {
  for (;;) {
    if (!co_await wait_for(connection, Connection::wait_read)) co_return -1;
    const ssize_t size =
        recv(connection.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size >= 0 || !would_block(errno)) co_return size;
  }
}

asio::awaitable<bool> send_all(Connection& connection, Bytes bytes, Framing framing) {
  while (!bytes.empty()) {
    const ssize_t size =
        send(connection.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size >= 0) {
      bytes = framing == Framing::Records ? Bytes() : bytes.subspan(static_cast<std::size_t>(size));
    } else if (!would_block(errno) || !co_await wait_for(connection, Connection::wait_write)) {
      co_return false;
    }
  }
  co_return true;
}

}  // namespace nicvs::rpc
