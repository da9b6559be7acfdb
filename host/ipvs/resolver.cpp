// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/resolver.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

namespace nicvs::ipvs {
namespace {

const char* protocol_name(Protocol protocol) {
  switch (protocol) {
    case Protocol::Udp:
      return "udp";
    case Protocol::Sctp:
      return "sctp";
    default:
      return "tcp";
  }
}

std::optional<std::string> ask_host_name(const IpAddress& address) {
  sockaddr_storage storage{};
  socklen_t length = 0;
  if (address.family == Family::Ipv4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(address.value.word[0]);
    std::memcpy(&storage, &v4, length = sizeof v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::array<std::uint32_t, 4> words = address.value.word;
    for (auto& word : words) word = htonl(word);
    std::memcpy(&v6.sin6_addr, words.data(), sizeof words);
    std::memcpy(&storage, &v6, length = sizeof v6);
  }
  std::array<char, NI_MAXHOST> host{};
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&storage), length, host.data(), host.size(),
                  nullptr, 0, NI_NAMEREQD) != 0) {
    return std::nullopt;
  }
  return host.data();
}

std::optional<std::string> ask_service_name(std::uint16_t port, Protocol protocol) {
  const servent* entry = getservbyport(htons(port), protocol_name(protocol));
  if (entry == nullptr) return std::nullopt;
  return entry->s_name;
}

class SystemResolver : public Resolver {
 public:
  std::optional<IpAddress> address_of(const std::string& host) const override {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return std::nullopt;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> guard(found, &freeaddrinfo);
    sockaddr_in v4{};
    std::memcpy(&v4, found->ai_addr, sizeof v4);
    return IpAddress::v4(ntohl(v4.sin_addr.s_addr));
  }

  std::optional<std::uint16_t> port_of(const std::string& service,
                                       Protocol protocol) const override {
    const servent* entry = getservbyname(service.c_str(), protocol_name(protocol));
    if (entry == nullptr) return std::nullopt;
    return ntohs(static_cast<std::uint16_t>(entry->s_port));
  }

  std::optional<std::string> host_name(const IpAddress& address) const override {
    const auto known = hosts_.find(address);
    if (known != hosts_.end()) return known->second;
    return hosts_.emplace(address, ask_host_name(address)).first->second;
  }

  std::optional<std::string> service_name(std::uint16_t port, Protocol protocol) const override {
    const auto key = std::pair(port, protocol);
    const auto known = services_.find(key);
    if (known != services_.end()) return known->second;
    return services_.emplace(key, ask_service_name(port, protocol)).first->second;
  }

 private:
  mutable std::map<IpAddress, std::optional<std::string>> hosts_;
  mutable std::map<std::pair<std::uint16_t, Protocol>, std::optional<std::string>> services_;
};

}  // namespace

const Resolver& system_resolver() {
  static const SystemResolver resolver;
  return resolver;
}

}  // namespace nicvs::ipvs
