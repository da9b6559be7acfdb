// SPDX-License-Identifier: Apache-2.0
// Stands in front of the C library's socket functions and carries IPVS to nicvsd.
//
// Requests for the family IPVS change the socket that they are sent on (director_socket.hpp); the
// other functions keep up the appearance of a netlink socket. Calls that do not concern IPVS cost
// one look at their first bytes.
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "host/run/director_socket.hpp"
#include "host/run/legacy_options.hpp"
#include "host/run/next.hpp"
#include "host/run/request.hpp"

using namespace nicvs::run;

namespace {

using Window = std::array<std::uint8_t, kWindow>;

// The first bytes of a scattered datagram.
std::span<const std::uint8_t> gather(const msghdr& message, Window& window, std::size_t& total) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < message.msg_iovlen; ++i) {
    const iovec& part = message.msg_iov[i];
    const std::size_t size = std::min(part.iov_len, window.size() - used);
    if (size != 0) std::memcpy(window.data() + used, part.iov_base, size);
    used += size;
    total += part.iov_len;
  }
  return {window.data(), used};
}

// A netlink socket knows no SIGPIPE, and the address of the kernel is not one of a Unix socket's.
template <class Send>
ssize_t send_to_director(int fd, const Send& send) {
  const ssize_t size = send();
  return size < 0 && reconnect(fd, errno) ? send() : size;
}

bool is_director(int fd) { return is_connected_to(fd, control_path()); }

// Of a message from nicvsd the kernel is the sender. An answer that never ends is an error: nicvsd
// has stopped.
ssize_t received(int fd, ssize_t size, sockaddr* from, socklen_t room, socklen_t* length) {
  if (size == 0 && is_director(fd)) {
    errno = ECONNRESET;
    return -1;
  }
  if (size > 0 && from != nullptr && room >= sizeof(sa_family_t) && from->sa_family == AF_UNIX &&
      is_director(fd)) {
    *length = room;
    put_address(Party::Kernel, from, length);
  }
  return size;
}

}  // namespace

extern "C" {

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  static const auto real = next<&::sendmsg>("sendmsg");
  Window window;
  std::size_t total = 0;
  const auto start = gather(*message, window, total);
  const Route route = route_datagram(fd, start, total);
  if (route == Route::Failed) return -1;
  if (route == Route::Unchanged) return real(fd, message, flags);
  msghdr plain = *message;
  plain.msg_name = nullptr;
  plain.msg_namelen = 0;
  return send_to_director(fd, [&] { return real(fd, &plain, flags | MSG_NOSIGNAL); });
}

ssize_t sendto(int fd, const void* data, size_t size, int flags, const sockaddr* to,
               socklen_t to_size) {
  static const auto real = next<&::sendto>("sendto");
  const Route route = route_datagram(fd, {static_cast<const std::uint8_t*>(data), size}, size);
  if (route == Route::Failed) return -1;
  if (route == Route::Unchanged) return real(fd, data, size, flags, to, to_size);
  return send_to_director(fd,
                          [&] { return real(fd, data, size, flags | MSG_NOSIGNAL, nullptr, 0); });
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
  return sendto(fd, data, size, flags, nullptr, 0);
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
  static const auto real = next<&::recvmsg>("recvmsg");
  const socklen_t room = message->msg_namelen;
  const ssize_t size = real(fd, message, flags);
  return received(fd, size, static_cast<sockaddr*>(message->msg_name), room, &message->msg_namelen);
}

ssize_t recvfrom(int fd, void* data, size_t size, int flags, sockaddr* from, socklen_t* length) {
  static const auto real = next<&::recvfrom>("recvfrom");
  const socklen_t room = from != nullptr && length != nullptr ? *length : 0;
  return received(fd, real(fd, data, size, flags, from, length), from, room, length);
}

ssize_t recv(int fd, void* data, size_t size, int flags) {
  return recvfrom(fd, data, size, flags, nullptr, nullptr);
}

int getsockname(int fd, sockaddr* address, socklen_t* length) noexcept {
  static const auto real = next<&::getsockname>("getsockname");
  const socklen_t room = *length;
  const int result = real(fd, address, length);
  // Our connection has no name of its own.
  if (result == 0 && room >= sizeof(sa_family_t) && *length == sizeof(sa_family_t) &&
      address->sa_family == AF_UNIX && is_director(fd)) {
    *length = room;
    put_address(Party::Program, address, length);
  }
  return result;
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
  static const auto real = next<&::bind>("bind");
  if (size >= sizeof(sockaddr_nl) && address->sa_family == AF_NETLINK && is_director(fd)) return 0;
  return real(fd, address, size);
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t size) noexcept {
  static const auto real = next<&::setsockopt>("setsockopt");
  if (level == IPPROTO_IP && is_legacy_option(option)) return set_legacy(option, value, size);
  if (level == SOL_NETLINK && is_director(fd)) return 0;
  return real(fd, level, option, value, size);
}

int getsockopt(int fd, int level, int option, void* value, socklen_t* size) noexcept {
  static const auto real = next<&::getsockopt>("getsockopt");
  if (level == IPPROTO_IP && is_legacy_option(option)) return get_legacy(option, value, size);
  return real(fd, level, option, value, size);
}

}  // extern "C"
