// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/service_matcher.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint16_t kFtpPort = 21;
constexpr std::uint16_t kFtpDataPort = 20;
constexpr std::uint16_t kFirstUserPort = 1024;

// A passive or active data connection of FTP may go to these ports.
constexpr bool may_be_ftp_data(std::uint16_t port) {
  return port == kFtpDataPort || port >= kFirstUserPort;
}

}  // namespace

std::size_t ServiceMatcher::EndpointHash::operator()(const Endpoint& e) const {
  const std::uint64_t rest = std::uint64_t{e.fwmark} << 32 | std::uint64_t{e.port} << 16 |
                             std::uint64_t{static_cast<std::uint8_t>(e.protocol)};
  return address_hash(e.address, rest);
}

ServiceMatcher::Endpoint ServiceMatcher::endpoint_of(const ServiceKey& key) {
  if (key.is_fwmark()) return {.address = {key.family, {}}, .fwmark = key.fwmark};
  return {.address = key.address, .protocol = key.protocol, .port = key.port};
}

void ServiceMatcher::add(const ServiceKey& key, Service& service) {
  services_[endpoint_of(key)] = &service;
  ++services_of_family_[family_index(key.family)];
  if (key.is_fwmark()) {
    ++fwmark_services_;
    return;
  }
  ++services_of_address_[key.address];
  if (key.port == kFtpPort) ++ftp_services_;
  if (key.port == 0) ++port_zero_services_;
}

void ServiceMatcher::remove(const ServiceKey& key) {
  services_.erase(endpoint_of(key));
  --services_of_family_[family_index(key.family)];
  if (key.is_fwmark()) {
    --fwmark_services_;
    return;
  }
  if (--services_of_address_[key.address] == 0) services_of_address_.erase(key.address);
  if (key.port == kFtpPort) --ftp_services_;
  if (key.port == 0) --port_zero_services_;
}

Service* ServiceMatcher::at(const Endpoint& endpoint) const {
  Service* const* found = services_.find(endpoint);
  return found != nullptr ? *found : nullptr;
}

Service* ServiceMatcher::find(const ServiceKey& key) const { return at(endpoint_of(key)); }

Service* ServiceMatcher::match(const dp::FlowKey& flow, std::uint32_t mark) const {
  if (mark != 0 && fwmark_services_ != 0) {
    if (Service* found = at({.address = {flow.family, {}}, .fwmark = mark})) return found;
  }
  Endpoint endpoint{.address = {flow.family, flow.dst}, .protocol = flow.protocol};
  if (!has_address(endpoint.address)) return nullptr;
  endpoint.port = flow.dst_port;
  if (Service* found = at(endpoint)) return found;
  if (ftp_services_ != 0 && flow.protocol == Protocol::Tcp && may_be_ftp_data(flow.dst_port)) {
    endpoint.port = kFtpPort;
    if (Service* found = at(endpoint)) return found;
  }
  if (port_zero_services_ == 0) return nullptr;
  endpoint.port = 0;
  return at(endpoint);
}

}  // namespace nicvs::soft
