// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/port_facts.hpp"

#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "fallback/io/file_descriptor.hpp"

namespace nicvs::soft {
namespace {

// Drivers that do not say have one queue, or none that we could tell apart.
unsigned queue_count(int control, ifreq& request) {
  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  request.ifr_data = reinterpret_cast<char*>(&channels);
  if (ioctl(control, SIOCETHTOOL, &request) != 0) return 1;
  return std::max(1u, std::max(channels.rx_count, channels.combined_count));
}

}  // namespace

Result<PortFacts> read_port_facts(const std::string& name) {
  const FileDescriptor control(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::copy_n(name.c_str(), std::min<std::size_t>(name.size(), IFNAMSIZ - 1), request.ifr_name);
  const auto ask = [&](unsigned long what) { return ioctl(control.get(), what, &request) == 0; };

  PortFacts facts;
  facts.port.name = name;
  if (!ask(SIOCGIFINDEX)) return Error{errno, "port " + name + ": " + std::strerror(errno)};
  facts.port.id = static_cast<PortId>(request.ifr_ifindex);
  if (!ask(SIOCGIFHWADDR)) return Error{errno, "port " + name + ": " + std::strerror(errno)};
  if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
    return Error{EINVAL, "port " + name + " is not an Ethernet interface"};
  }
  std::memcpy(facts.port.mac.byte.data(), request.ifr_hwaddr.sa_data, 6);
  if (ask(SIOCGIFMTU)) facts.port.mtu = static_cast<std::uint32_t>(request.ifr_mtu);
  if (ask(SIOCGIFFLAGS)) facts.port.is_up = (request.ifr_flags & IFF_UP) != 0;
  facts.queues = queue_count(control.get(), request);
  return facts;
}

}  // namespace nicvs::soft
