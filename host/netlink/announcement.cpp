// SPDX-License-Identifier: Apache-2.0
#include "host/netlink/announcement.hpp"

#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/netlink/wire_address.hpp"

namespace nicvs::netlink {
namespace {

// RFC 4861, sections 4.4 and 4.6.1.
constexpr int kOverride = 0x20, kTargetLinkLayer = 2;

std::string text_of(const Mac& mac) { return std::string(mac.byte.begin(), mac.byte.end()); }

std::string text_of(const WireAddress& address) {
  return std::string(address.bytes.begin(), address.bytes.begin() + address.length);
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (int value : values) text += static_cast<char>(value);
  return text;
}

std::string arp_frame(const IpAddress& address, const Mac& mac) {
  const std::string ip = text_of(to_wire(address));
  return std::string(6, '\xff') + text_of(mac) + bytes({0x08, 0x06}) +
         bytes({0, 1, 0x08, 0, 6, 4, 0, 1}) + text_of(mac) + ip + std::string(6, '\0') + ip;
}

// RFC 4443, section 2.3: over the pseudo-header and the message.
void set_icmpv6_checksum(std::string& message, const std::string& addresses) {
  const std::string summed = addresses + bytes({0, 0, 0, static_cast<int>(message.size())}) +
                             bytes({0, 0, 0, 58}) + message;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < summed.size(); i += 2) {
    sum += static_cast<std::uint32_t>(static_cast<std::uint8_t>(summed[i]) << 8 |
                                      static_cast<std::uint8_t>(summed[i + 1]));
  }
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  message[2] = static_cast<char>(~sum >> 8);
  message[3] = static_cast<char>(~sum);
}

std::string advertisement_frame(const IpAddress& address, const Mac& mac) {
  const std::string ip = text_of(to_wire(address));
  const std::string all_nodes = text_of(to_wire(*IpAddress::parse("ff02::1")));
  std::string message =
      bytes({136, 0, 0, 0, kOverride, 0, 0, 0}) + ip + bytes({kTargetLinkLayer, 1}) + text_of(mac);
  set_icmpv6_checksum(message, ip + all_nodes);
  return bytes({0x33, 0x33, 0, 0, 0, 1}) + text_of(mac) + bytes({0x86, 0xdd}) +
         bytes({0x60, 0, 0, 0, 0, static_cast<int>(message.size()), 58, 255}) + ip + all_nodes +
         message;
}

}  // namespace

std::string announcement_frame(const IpAddress& address, const Mac& mac) {
  return address.family == Family::Ipv4 ? arp_frame(address, mac)
                                        : advertisement_frame(address, mac);
}

Status announce(PortId port, const IpAddress& address, const Mac& mac) {
  const std::string frame = announcement_frame(address, mac);
  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_ifindex = static_cast<int>(port);
  const int socket = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  const bool is_sent = socket >= 0 && sendto(socket, frame.data(), frame.size(), 0,
                                             reinterpret_cast<sockaddr*>(&to), sizeof to) >= 0;
  const int code = errno;
  if (socket >= 0) close(socket);
  if (is_sent) return {};
  return Error{code, "announcing " + address.to_string() + ": " + std::strerror(code)};
}

}  // namespace nicvs::netlink
