// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/host_path.hpp"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace nicvs::soft {
namespace {

constexpr std::string_view kPrefix = "nv";

Error tap_error(const std::string& name, const char* what) {
  const int code = errno;
  std::string text = "host path " + name + ": " + what + ": " + std::strerror(code);
  if (code == ENOENT || code == ENODEV) text += " (is CONFIG_TUN there, and /dev/net/tun?)";
  return {code, text};
}

// Settings that a kernel lacks are not missed.
void set_sysctl(const std::string& path, std::string_view value) {
  const FileDescriptor file(open(("/proc/sys/net/" + path).c_str(), O_WRONLY | O_CLOEXEC));
  if (file) [[maybe_unused]]
    const auto written = ::write(file.get(), value.data(), value.size());
}

void keep_quiet(const std::string& name) {
  // Clients may be reached by other ports than the one they arrive on: loose filtering (RFC 3704).
  set_sysctl("ipv4/conf/" + name + "/rp_filter", "2");
  set_sysctl("ipv6/conf/" + name + "/accept_ra", "0");
  set_sysctl("ipv6/conf/" + name + "/autoconf", "0");
  set_sysctl("ipv6/conf/" + name + "/addr_gen_mode", "1");
  set_sysctl("ipv6/conf/" + name + "/router_solicitations", "0");
}

// The kernel drops what arrives on a device without an IPv4 address when the source is filtered,
// even loosely (__fib_validate_source). 192.0.0.8 is for devices without an address (RFC 7600,
// section 4.8); with host scope it is never chosen as a source.
bool add_dummy_address(PortId device) {
  struct {
    nlmsghdr header;
    ifaddrmsg fixed;
    rtattr attribute;
    std::uint8_t address[4];
  } request{};
  request.header = {sizeof request, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK, 1, 0};
  request.fixed.ifa_family = AF_INET;
  request.fixed.ifa_prefixlen = 32;
  request.fixed.ifa_scope = RT_SCOPE_HOST;
  request.fixed.ifa_index = device;
  request.attribute = {RTA_LENGTH(sizeof request.address), IFA_LOCAL};
  const std::uint8_t dummy[4] = {192, 0, 0, 8};
  std::memcpy(request.address, dummy, sizeof dummy);

  const FileDescriptor netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  struct {
    nlmsghdr header;
    nlmsgerr error;
    std::uint8_t echoed[sizeof request];
  } answer{};
  if (!netlink || send(netlink.get(), &request, sizeof request, 0) < 0 ||
      recv(netlink.get(), &answer, sizeof answer, 0) < static_cast<ssize_t>(sizeof(nlmsgerr))) {
    return false;
  }
  errno = -answer.error.error;
  return answer.header.nlmsg_type == NLMSG_ERROR && answer.error.error == 0;
}

bool bring_up(int control, ifreq& request, const Port& port) {
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  std::memcpy(request.ifr_hwaddr.sa_data, port.mac.byte.data(), port.mac.byte.size());
  if (ioctl(control, SIOCSIFHWADDR, &request) != 0) return false;
  request.ifr_mtu = static_cast<int>(port.mtu);
  if (ioctl(control, SIOCSIFMTU, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(IFF_UP | IFF_NOARP);
  return ioctl(control, SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

bool HostPath::is_host_path(const std::string& name) {
  return name.size() > kPrefix.size() && name.starts_with(kPrefix) &&
         std::all_of(name.begin() + kPrefix.size(), name.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

Result<HostPath> HostPath::create(const Port& port) {
  const std::string name = std::string(kPrefix) + std::to_string(port.id);
  FileDescriptor tap(open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (!tap) return tap_error(name, "opening /dev/net/tun");
  ifreq request{};
  std::copy_n(name.c_str(), std::min<std::size_t>(name.size(), IFNAMSIZ - 1), request.ifr_name);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (ioctl(tap.get(), TUNSETIFF, &request) != 0) return tap_error(name, "creating the device");
  keep_quiet(name);
  const FileDescriptor control(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!control || !bring_up(control.get(), request, port) ||
      ioctl(control.get(), SIOCGIFINDEX, &request) != 0 ||
      !add_dummy_address(static_cast<PortId>(request.ifr_ifindex))) {
    return tap_error(name, "setting it up");
  }
  return HostPath(std::move(tap));
}

dp::Reason HostPath::write(const Frame& frame) const {
  if (::write(tap_.get(), frame.data, frame.length) >= 0) return dp::Reason::None;
  return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ? dp::Reason::HostRingFull
                                                                : dp::Reason::PortDown;
}

}  // namespace nicvs::soft
