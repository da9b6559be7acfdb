// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest/rtnetlink.hpp"

#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace nicvs::oracle {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Prefix {
  std::uint8_t family = AF_UNSPEC;  // AF_UNSPEC: not an address
  Bytes address;
  std::uint8_t length = 0;
};

Prefix prefix_of(const std::string& cidr) {
  const std::size_t slash = cidr.find('/');
  const std::string text = cidr.substr(0, slash);
  Prefix prefix;
  const bool six = text.find(':') != std::string::npos;
  prefix.address.resize(six ? 16 : 4);
  if (inet_pton(six ? AF_INET6 : AF_INET, text.c_str(), prefix.address.data()) != 1) return {};
  prefix.family = six ? AF_INET6 : AF_INET;
  prefix.length = static_cast<std::uint8_t>(
      slash == std::string::npos ? prefix.address.size() * 8 : std::atoi(cidr.c_str() + slash + 1));
  return prefix;
}

// A request under construction: header, fixed part, attributes.
class Message {
 public:
  template <class Fixed>
  Message(std::uint16_t type, const Fixed& fixed) {
    header_.nlmsg_type = type;
    header_.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
    append(&fixed, sizeof fixed);
  }
  Message& with(std::uint16_t type, const Bytes& value) {
    const rtattr attribute{static_cast<std::uint16_t>(RTA_LENGTH(value.size())), type};
    append(&attribute, sizeof attribute);
    append(value.data(), value.size());
    return *this;
  }
  // Sends it; what the kernel answered, or an empty text.
  std::string send() {
    header_.nlmsg_len = static_cast<std::uint32_t>(sizeof header_ + body_.size());
    Bytes wire(sizeof header_);
    std::memcpy(wire.data(), &header_, sizeof header_);
    wire.insert(wire.end(), body_.begin(), body_.end());
    return transact(wire);
  }

 private:
  void append(const void* data, std::size_t size) {
    const std::size_t at = body_.size();
    body_.resize(at + NLMSG_ALIGN(size));
    std::memcpy(body_.data() + at, data, size);
  }
  static std::string transact(const Bytes& wire) {
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    std::array<std::uint8_t, 4096> answer{};
    ssize_t got = ::send(fd, wire.data(), wire.size(), 0);
    if (got > 0) got = recv(fd, answer.data(), answer.size(), 0);
    close(fd);
    nlmsgerr verdict{};
    if (got < static_cast<ssize_t>(sizeof(nlmsghdr) + sizeof verdict))
      return "no answer by rtnetlink";
    std::memcpy(&verdict, answer.data() + sizeof(nlmsghdr), sizeof verdict);
    return verdict.error == 0 ? std::string() : std::strerror(-verdict.error);
  }

  nlmsghdr header_{};
  Bytes body_;
};

}  // namespace

std::vector<std::uint8_t> mac_bytes(const std::string& mac) {
  std::vector<std::uint8_t> bytes(6);
  std::istringstream in(mac);
  std::string part;
  for (std::uint8_t& byte : bytes)
    if (std::getline(in, part, ':'))
      byte = static_cast<std::uint8_t>(std::strtoul(part.c_str(), nullptr, 16));
  return bytes;
}

std::string add_address(const std::string& port, const std::string& cidr) {
  const Prefix prefix = prefix_of(cidr);
  ifaddrmsg fixed{};
  fixed.ifa_family = prefix.family;
  fixed.ifa_prefixlen = prefix.length;
  fixed.ifa_index = if_nametoindex(port.c_str());
  return Message(RTM_NEWADDR, fixed)
      .with(IFA_LOCAL, prefix.address)
      .with(IFA_ADDRESS, prefix.address)
      .send();
}

std::string add_neighbour(const std::string& port, const std::string& address,
                          const std::string& mac) {
  const Prefix prefix = prefix_of(address);
  ndmsg fixed{};
  fixed.ndm_family = prefix.family;
  fixed.ndm_ifindex = static_cast<int>(if_nametoindex(port.c_str()));
  fixed.ndm_state = NUD_PERMANENT;
  return Message(RTM_NEWNEIGH, fixed)
      .with(NDA_DST, prefix.address)
      .with(NDA_LLADDR, mac_bytes(mac))
      .send();
}

std::string add_route(const std::string& cidr, const std::string& gateway) {
  const Prefix prefix = prefix_of(cidr);
  rtmsg fixed{};
  fixed.rtm_family = prefix.family;
  fixed.rtm_dst_len = prefix.length;
  fixed.rtm_table = RT_TABLE_MAIN;
  fixed.rtm_protocol = RTPROT_STATIC;
  fixed.rtm_type = RTN_UNICAST;
  return Message(RTM_NEWROUTE, fixed)
      .with(RTA_DST, prefix.address)
      .with(RTA_GATEWAY, prefix_of(gateway).address)
      .send();
}

}  // namespace nicvs::oracle
