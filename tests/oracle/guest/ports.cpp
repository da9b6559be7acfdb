// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest/ports.hpp"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "tests/oracle/guest/boot.hpp"
#include "tests/oracle/guest/rtnetlink.hpp"

namespace nicvs::oracle {
namespace {

ifreq request_for(const std::string& name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
  return request;
}

std::string failed(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

// Address, MTU, up; -1 and errno like ioctl().
int configure(const std::string& name, const std::string& mac, int mtu) {
  const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq address = request_for(name);
  address.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  const std::vector<std::uint8_t> bytes = mac_bytes(mac);
  std::memcpy(address.ifr_hwaddr.sa_data, bytes.data(), bytes.size());
  ifreq size = request_for(name);
  size.ifr_mtu = mtu;
  ifreq flags = request_for(name);
  flags.ifr_flags = IFF_UP | IFF_RUNNING;
  int status = ioctl(control, SIOCSIFHWADDR, &address);
  if (status == 0) status = ioctl(control, SIOCSIFMTU, &size);
  if (status == 0) status = ioctl(control, SIOCSIFFLAGS, &flags);
  const int reason = errno;
  close(control);
  errno = reason;
  return status;
}

}  // namespace

Ports::~Ports() {
  for (const Port& port : ports_) close(port.fd);
}

std::string Ports::add(const std::string& name, const std::string& mac, int mtu) {
  const int fd = open(kTunDevice, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return failed("no TUN device");
  ports_.push_back({name, fd});
  ifreq request = request_for(name);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  if (ioctl(fd, TUNSETIFF, &request) < 0) return failed("cannot make a TAP device");
  return configure(name, mac, mtu) == 0 ? std::string() : failed("cannot configure the port");
}

bool Ports::receive(const std::string& name, const Frame& frame) {
  for (const Port& port : ports_)
    if (port.name == name) return write(port.fd, frame.data(), frame.size()) >= 0;
  return false;
}

std::vector<SentFrame> Ports::take_sent() {
  static std::array<std::uint8_t, 70000> buffer;
  std::vector<SentFrame> sent;
  for (const Port& port : ports_) {
    ssize_t got = 0;
    while ((got = read(port.fd, buffer.data(), buffer.size())) > 0)
      sent.push_back({port.name, Frame(buffer.begin(), buffer.begin() + got)});
  }
  return sent;
}

}  // namespace nicvs::oracle
