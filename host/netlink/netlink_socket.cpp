// SPDX-License-Identifier: Apache-2.0
#include "host/netlink/netlink_socket.hpp"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace nicvs::netlink {
namespace {

// The kernel's dumps come in datagrams of at most 32 KiB (NLMSG_GOODSIZE rules).
constexpr std::size_t kBufferSize = 1 << 16;
constexpr int kReceiveBuffer = 8 << 20;

Error socket_error(const char* what, int code) {
  return {code, std::string("netlink: ") + what + ": " + std::strerror(code)};
}

// The error code of an NLMSG_ERROR message, 0 being an acknowledgement.
int answer_of(const nlmsghdr& message) {
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof(nlmsgerr))) return EBADMSG;
  const auto* answer = static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(&message));
  return answer->error < 0 ? -answer->error : answer->error;
}

}  // namespace

void NetlinkSocket::Close::operator()(mnl_socket* socket) const { mnl_socket_close(socket); }

NetlinkSocket::NetlinkSocket(mnl_socket* socket) : socket_(socket), buffer_(kBufferSize) {}

Result<NetlinkSocket> NetlinkSocket::open(const std::vector<int>& groups, Blocking blocking) {
  const int flags = SOCK_CLOEXEC | (blocking == Blocking::No ? SOCK_NONBLOCK : 0);
  mnl_socket* const raw = mnl_socket_open2(NETLINK_ROUTE, flags);
  if (raw == nullptr) return socket_error("opening a socket", errno);
  NetlinkSocket self(raw);
  if (mnl_socket_bind(raw, 0, MNL_SOCKET_AUTOPID) != 0) return socket_error("bind", errno);
  setsockopt(self.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
  for (int group : groups) {
    if (mnl_socket_setsockopt(raw, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0) {
      return socket_error("joining a group", errno);
    }
  }
  return self;
}

int NetlinkSocket::fd() const { return mnl_socket_get_fd(socket_.get()); }

long NetlinkSocket::receive() {
  const auto bytes = mnl_socket_recvfrom(socket_.get(), buffer_.data(), buffer_.size());
  return bytes < 0 ? -errno : bytes;
}

Status NetlinkSocket::request(nlmsghdr& message) {
  message.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
  message.nlmsg_seq = ++sequence_;
  if (mnl_socket_sendto(socket_.get(), &message, message.nlmsg_len) < 0) {
    return socket_error("sending a request", errno);
  }
  while (true) {
    const long bytes = receive();
    if (bytes < 0) return socket_error("waiting for an answer", static_cast<int>(-bytes));
    int left = static_cast<int>(bytes);
    for (const auto* m = reinterpret_cast<const nlmsghdr*>(buffer_.data()); mnl_nlmsg_ok(m, left);
         m = mnl_nlmsg_next(m, &left)) {
      if (m->nlmsg_seq != sequence_ || m->nlmsg_type != NLMSG_ERROR) continue;
      const int code = answer_of(*m);
      return code == 0 ? Status() : socket_error("the kernel refused", code);
    }
  }
}

Status NetlinkSocket::dump(std::uint16_t type, std::uint8_t family, const Visit& visit) {
  std::array<char, 64> space{};
  nlmsghdr* const request = mnl_nlmsg_put_header(space.data());
  request->nlmsg_type = type;
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request->nlmsg_seq = ++sequence_;
  auto* general = static_cast<rtgenmsg*>(mnl_nlmsg_put_extra_header(request, sizeof(rtmsg)));
  general->rtgen_family = family;
  if (mnl_socket_sendto(socket_.get(), request, request->nlmsg_len) < 0) {
    return socket_error("asking for a dump", errno);
  }
  while (true) {
    const long bytes = receive();
    if (bytes < 0) return socket_error("reading a dump", static_cast<int>(-bytes));
    int left = static_cast<int>(bytes);
    for (const auto* m = reinterpret_cast<const nlmsghdr*>(buffer_.data()); mnl_nlmsg_ok(m, left);
         m = mnl_nlmsg_next(m, &left)) {
      if (m->nlmsg_seq != sequence_) continue;
      if (m->nlmsg_type == NLMSG_DONE) return {};
      if (m->nlmsg_type == NLMSG_ERROR) return socket_error("dump refused", answer_of(*m));
      visit(*m);
    }
  }
}

Status NetlinkSocket::receive_pending(const Visit& visit) {
  while (true) {
    const long bytes = receive();
    if (bytes == -EAGAIN) return {};
    if (bytes < 0) return socket_error("reading events", static_cast<int>(-bytes));
    int left = static_cast<int>(bytes);
    for (const auto* m = reinterpret_cast<const nlmsghdr*>(buffer_.data()); mnl_nlmsg_ok(m, left);
         m = mnl_nlmsg_next(m, &left)) {
      visit(*m);
    }
  }
}

}  // namespace nicvs::netlink
