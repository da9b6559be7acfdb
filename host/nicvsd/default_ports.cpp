// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/default_ports.hpp"

#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

#include "host/rpc/unix_socket.hpp"

namespace nicvs::nicvsd {
namespace {

bool is_served(int fd, const char* name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(fd, SIOCGIFFLAGS, &request) != 0) return false;
  if ((request.ifr_flags & IFF_UP) == 0 || (request.ifr_flags & IFF_LOOPBACK) != 0) return false;
  return ioctl(fd, SIOCGIFHWADDR, &request) == 0 && request.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

}  // namespace

std::vector<std::string> default_ports() {
  const rpc::UniqueFd fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)> names(if_nameindex(),
                                                                                &if_freenameindex);
  std::vector<std::string> ports;
  if (!fd || names == nullptr) return ports;
  for (const auto* entry = names.get(); entry->if_index != 0; ++entry) {
    if (is_served(fd.get(), entry->if_name)) ports.emplace_back(entry->if_name);
  }
  return ports;
}

}  // namespace nicvs::nicvsd
