// SPDX-License-Identifier: Apache-2.0
#include "host/netlink/address_manager.hpp"

#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "host/netlink/announcement.hpp"
#include "host/netlink/wire_address.hpp"

namespace nicvs::netlink {
namespace {

// nullopt for interfaces without an Ethernet address, such as lo: nobody there to tell.
std::optional<Mac> ethernet_address(const std::string& interface) {
  ifreq request{};
  std::copy_n(interface.c_str(), std::min<std::size_t>(interface.size(), IFNAMSIZ - 1),
              request.ifr_name);
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool is_known = control >= 0 && ioctl(control, SIOCGIFHWADDR, &request) == 0;
  if (control >= 0) close(control);
  if (!is_known || request.ifr_hwaddr.sa_family != ARPHRD_ETHER) return std::nullopt;
  Mac mac{};
  std::memcpy(mac.byte.data(), request.ifr_hwaddr.sa_data, mac.byte.size());
  return mac;
}

}  // namespace

Result<std::unique_ptr<AddressManager>> AddressManager::create(spdlog::logger& log) {
  auto socket = NetlinkSocket::open({}, NetlinkSocket::Blocking::Yes);
  if (!socket) return socket.error();
  return std::unique_ptr<AddressManager>(new AddressManager(*std::move(socket), log));
}

AddressManager::~AddressManager() { remove_all(); }

Status AddressManager::add(const std::string& interface, const IpAddress& address,
                           unsigned prefix_length, const std::string& label) {
  if (has_added(interface, address)) return {};
  const std::string what = "address " + address.to_string() + " on " + interface + ": ";
  const Added added{interface, if_nametoindex(interface.c_str()), address, prefix_length};
  if (added.port == 0) return Error{ENODEV, what + "there is no such interface"};
  const Status status = request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, added, label);
  if (!status && status.error().code == EEXIST) {
    log_.info("{}was already there and will stay", what);
    return {};
  }
  if (!status) return Error{status.error().code, what + std::strerror(status.error().code)};
  added_.push_back(added);
  log_.info("{}added", what);
  announce_one(added);
  return {};
}

Status AddressManager::remove(const std::string& interface, const IpAddress& address) {
  const auto it = std::find_if(added_.begin(), added_.end(), [&](const Added& added) {
    return added.interface == interface && added.address == address;
  });
  if (it == added_.end()) return {};
  const Added added = *it;
  added_.erase(it);
  const Status status = request(RTM_DELADDR, 0, added, {});
  const std::string what = "address " + address.to_string() + " on " + interface;
  // Somebody else may have removed it, or its interface.
  const int code = status ? 0 : status.error().code;
  if (code != 0 && code != EADDRNOTAVAIL && code != ENODEV) {
    return Error{code, what + ": " + std::strerror(code)};
  }
  log_.info("{}: removed", what);
  return {};
}

void AddressManager::remove_all() {
  while (!added_.empty()) {
    const Added last = added_.back();
    const Status status = remove(last.interface, last.address);
    if (!status) log_.error("{}", status.error().text);
  }
}

bool AddressManager::has_added(const std::string& interface, const IpAddress& address) const {
  return std::any_of(added_.begin(), added_.end(), [&](const Added& added) {
    return added.interface == interface && added.address == address;
  });
}

void AddressManager::announce_all() {
  for (const Added& added : added_) announce_one(added);
}

void AddressManager::announce_one(const Added& added) {
  const auto mac = ethernet_address(added.interface);
  if (!mac) return;
  const Status status = announce(added.port, added.address, *mac);
  if (!status) log_.warn("{}", status.error().text);
}

Status AddressManager::request(std::uint16_t type, std::uint16_t flags, const Added& added,
                               const std::string& label) {
  std::array<char, 512> space{};
  nlmsghdr* const message = mnl_nlmsg_put_header(space.data());
  message->nlmsg_type = type;
  message->nlmsg_flags = flags;
  auto* fixed = static_cast<ifaddrmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(ifaddrmsg)));
  fixed->ifa_family = family_of(added.address);
  fixed->ifa_prefixlen = static_cast<std::uint8_t>(added.prefix_length);
  fixed->ifa_index = added.port;
  // A VIP must work at once, and answers for it may be elsewhere during a failover.
  if (added.address.family == Family::Ipv6) fixed->ifa_flags = IFA_F_NODAD;
  const WireAddress wire = to_wire(added.address);
  mnl_attr_put(message, IFA_LOCAL, wire.length, wire.bytes.data());
  mnl_attr_put(message, IFA_ADDRESS, wire.length, wire.bytes.data());
  if (!label.empty() && label.size() < IFNAMSIZ && added.address.family == Family::Ipv4) {
    mnl_attr_put_strz(message, IFA_LABEL, label.c_str());
  }
  return socket_.request(*message);
}

}  // namespace nicvs::netlink
