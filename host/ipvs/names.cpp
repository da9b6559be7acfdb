// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/names.hpp"

namespace nicvs::ipvs {
namespace {

constexpr std::size_t kMaxName = 59;

}  // namespace

std::string endpoint_text(const IpAddress& address, std::uint16_t port, Protocol protocol,
                          const Resolver* resolver) {
  if (resolver == nullptr) return address.to_string_with_port(port);
  const std::string host = resolver->host_name(address).value_or(address.to_string());
  std::string text = address.family == Family::Ipv6 ? "[" + host + "]" : host;
  const auto name =
      protocol == Protocol::Ip ? std::nullopt : resolver->service_name(port, protocol);
  text += ":" + name.value_or(std::to_string(port));
  text.resize(std::min(text.size(), kMaxName));
  return text;
}

Protocol name_protocol(const ServiceKey& service) {
  return service.is_fwmark() ? Protocol::Ip : service.protocol;
}

}  // namespace nicvs::ipvs
