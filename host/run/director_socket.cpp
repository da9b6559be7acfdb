// SPDX-License-Identifier: Apache-2.0
#include "host/run/director_socket.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "host/rpc/unix_socket.hpp"
#include "host/run/next.hpp"
#include "host/run/request.hpp"

namespace nicvs::run {
namespace {

enum class Kind { Other, GenericNetlink, Director };

int option_of(int fd, int option) {
  static const auto real = next<&::getsockopt>("getsockopt");
  int value = -1;
  socklen_t size = sizeof value;
  return real(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

Kind kind_of(int fd) {
  const int domain = option_of(fd, SO_DOMAIN);
  if (domain == AF_UNIX && is_connected_to(fd, control_path())) return Kind::Director;
  if (domain == AF_NETLINK && option_of(fd, SO_PROTOCOL) == NETLINK_GENERIC) {
    return Kind::GenericNetlink;
  }
  return Kind::Other;
}

void copy_timeout(int from, int to, int option) {
  static const auto real = next<&::getsockopt>("getsockopt");
  timeval timeout{};
  socklen_t size = sizeof timeout;
  if (real(from, SOL_SOCKET, option, &timeout, &size) == 0) {
    setsockopt(to, SOL_SOCKET, option, &timeout, size);
  }
}

// The program's number now means the new socket, which gets the old one's ways.
bool replace(int fd, const rpc::UniqueFd& by) {
  copy_timeout(fd, by.get(), SO_RCVTIMEO);
  copy_timeout(fd, by.get(), SO_SNDTIMEO);
  const int status = fcntl(fd, F_GETFL);
  const int flags = fcntl(fd, F_GETFD);
  if (status < 0 || flags < 0 || fcntl(by.get(), F_SETFL, status) != 0) return false;
  return dup3(by.get(), fd, (flags & FD_CLOEXEC) != 0 ? O_CLOEXEC : 0) == fd;
}

bool attach(int fd) {
  const auto director = rpc::connect_unix(control_path(), SOCK_SEQPACKET);
  if (director) return replace(fd, *director);
  errno = director.error().code;
  return false;
}

bool detach(int fd) {
  const rpc::UniqueFd kernel(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC));
  return kernel && replace(fd, kernel);
}

}  // namespace

const std::string& run_dir() {
  static const std::string dir = [] {
    const char* given = std::getenv("NICVS_RUN_DIR");
    return std::string(given != nullptr ? given : "/run/nicvs");
  }();
  return dir;
}

std::string control_path() { return run_dir() + "/control.sock"; }
std::string status_path() { return run_dir() + "/status.sock"; }
std::string settings_path() { return run_dir() + "/settings.sock"; }

bool is_connected_to(int fd, const std::string& path) {
  static const auto real = next<&::getpeername>("getpeername");
  const int error = errno;
  sockaddr_un peer{};
  socklen_t size = sizeof peer;
  const bool has_peer = real(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
  errno = error;
  constexpr socklen_t kStart = offsetof(sockaddr_un, sun_path);
  if (!has_peer || peer.sun_family != AF_UNIX || size <= kStart || size > sizeof peer) return false;
  const std::string_view bound(peer.sun_path, strnlen(peer.sun_path, size - kStart));
  return bound == path;
}

Route route_datagram(int fd, std::span<const std::uint8_t> start, std::size_t datagram_size) {
  const Addressee addressee = addressee_of(start, datagram_size);
  if (addressee == Addressee::Nobody) return Route::Unchanged;
  const int error = errno;
  const Kind kind = kind_of(fd);
  errno = error;
  if (kind == Kind::Other) return Route::Unchanged;
  if (addressee == Addressee::Director) {
    return kind == Kind::Director || attach(fd) ? Route::Director : Route::Failed;
  }
  return kind == Kind::GenericNetlink || detach(fd) ? Route::Unchanged : Route::Failed;
}

bool reconnect(int fd, int error) {
  const bool has_ended = error == EPIPE || error == ECONNRESET || error == ENOTCONN;
  return has_ended && attach(fd);
}

void put_address(Party party, sockaddr* address, socklen_t* length) {
  sockaddr_nl netlink{};
  netlink.nl_family = AF_NETLINK;
  if (party == Party::Program) netlink.nl_pid = static_cast<std::uint32_t>(getpid());
  std::memcpy(address, &netlink, std::min<std::size_t>(*length, sizeof netlink));
  *length = sizeof netlink;
}

}  // namespace nicvs::run
