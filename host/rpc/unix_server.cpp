// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/unix_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "host/rpc/ipvs_messages.hpp"

namespace nicvs::rpc {
namespace {

using Descriptor = asio::posix::stream_descriptor;

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

// Lives as long as an operation on its socket waits.
class Client : public std::enable_shared_from_this<Client> {
 public:
  Client(asio::io_context& io, UniqueFd fd, std::unique_ptr<Conversation> conversation,
         std::shared_ptr<unsigned> clients)
      : socket_(io, fd.release()),
        conversation_(std::move(conversation)),
        clients_(std::move(clients)) {
    ++*clients_;
  }
  ~Client() { --*clients_; }

  void listen() {
    socket_.async_wait(Descriptor::wait_read,
                       [self = shared_from_this()](const asio::error_code& error) {
                         if (!error) self->receive();
                       });
  }

 private:
  void receive() {
    received_.resize(kMaxRequestSize);
    const ssize_t size =
        recv(socket_.native_handle(), received_.data(), received_.size(), MSG_DONTWAIT);
    if (size < 0 && would_block(errno)) return listen();
    if (size <= 0) return;
    turn_ = conversation_->hear({received_.data(), static_cast<std::size_t>(size)});
    reply_ = 0;
    sent_ = 0;
    send_replies();
  }

  void send_replies() {
    while (reply_ < turn_.replies.size()) {
      const Bytes rest = Bytes(turn_.replies[reply_]).subspan(sent_);
      const ssize_t size =
          send(socket_.native_handle(), rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (size < 0) return would_block(errno) ? wait_for_room() : void();
      sent_ += static_cast<std::size_t>(size);
      if (sent_ < turn_.replies[reply_].size()) continue;
      ++reply_;
      sent_ = 0;
    }
    turn_.replies.clear();
    if (turn_.next == Turn::Next::Listen) listen();
  }

  void wait_for_room() {
    socket_.async_wait(Descriptor::wait_write,
                       [self = shared_from_this()](const asio::error_code& error) {
                         if (!error) self->send_replies();
                       });
  }

  Descriptor socket_;
  std::unique_ptr<Conversation> conversation_;
  std::shared_ptr<unsigned> clients_;
  std::vector<std::uint8_t> received_;
  Turn turn_;
  std::size_t reply_ = 0;  // the one that is being sent
  std::size_t sent_ = 0;   // bytes of it
};

}  // namespace

UnixServer::UnixServer(asio::io_context& io, UniqueFd listener, Begin begin)
    : io_(io), listener_(io, listener.release()), pause_(io), begin_(std::move(begin)) {}

void UnixServer::start() { wait_for_client(); }

void UnixServer::wait_for_client() {
  listener_.async_wait(Descriptor::wait_read, [this](const asio::error_code& error) {
    if (!error) accept_client();
  });
}

void UnixServer::accept_client() {
  UniqueFd fd(accept4(listener_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!fd && (errno == EMFILE || errno == ENFILE)) {
    // The listener stays readable; without a pause this would be a busy loop.
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([this](const asio::error_code& error) {
      if (!error) wait_for_client();
    });
    return;
  }
  if (fd && *clients_ < kMaxClients) {
    auto conversation = begin_(privilege_of_peer(fd.get()));
    std::make_shared<Client>(io_, std::move(fd), std::move(conversation), clients_)->listen();
  }
  wait_for_client();
}

Privilege privilege_of_peer(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return Privilege::Read;
  return peer.uid == 0 || peer.uid == geteuid() ? Privilege::Change : Privilege::Read;
}

}  // namespace nicvs::rpc
