// SPDX-License-Identifier: Apache-2.0
// Preloaded into ipvsadm: a kernel without netlink, on which anybody may open raw sockets.
#include <dlfcn.h>
#include <sys/socket.h>

#include <cerrno>

extern "C" int socket(int domain, int type, int protocol) noexcept {
  static const auto real = reinterpret_cast<decltype(&::socket)>(dlsym(RTLD_NEXT, "socket"));
  if (domain == AF_NETLINK) {
    errno = EPROTONOSUPPORT;
    return -1;
  }
  const bool is_raw = domain == AF_INET && type == SOCK_RAW;
  return is_raw ? real(AF_INET, SOCK_DGRAM, 0) : real(domain, type, protocol);
}
