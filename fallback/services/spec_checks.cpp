// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/spec_checks.hpp"

#include <cerrno>
#include <climits>
#include <string>

namespace nicvs::soft {
namespace {

bool is_known(Family family) { return family == Family::Ipv4 || family == Family::Ipv6; }

bool is_balanced(Protocol protocol) {
  return protocol == Protocol::Tcp || protocol == Protocol::Udp || protocol == Protocol::Sctp;
}

bool is_unicast(const IpAddress& address) {
  const std::uint32_t first = address.value.word[0];
  if (address.family == Family::Ipv6) {
    const bool is_unspecified = address.value == dp::Address{};
    return !is_unspecified && first >> 24 != 0xff;
  }
  const bool is_this_network = first >> 24 == 0;
  const bool is_multicast = first >> 28 == 0xe;
  return !is_this_network && !is_multicast && first != 0xffffffff;
}

std::string name_of(const ServiceKey& service, const DestKey& dest) {
  return "dest " + dest.to_string() + " of service " + service.to_string();
}

Status check_kind(const std::string& name, const ServiceKey& service, const DestSpec& spec) {
  if (spec.key.address.family != service.family && spec.method != ForwardMethod::Tun) {
    return Error{EINVAL, name + ": another address family needs the tunnel method"};
  }
  if (spec.method > ForwardMethod::Bypass) {
    return Error{EINVAL, name + ": forward method " +
                             std::to_string(static_cast<unsigned>(spec.method)) +
                             " does not exist, expected 0..4"};
  }
  if (spec.tunnel_type > TunnelType::Gre) {
    return Error{EINVAL, name + ": tunnel type " +
                             std::to_string(static_cast<unsigned>(spec.tunnel_type)) +
                             " does not exist, expected 0..2"};
  }
  return {};
}

}  // namespace

Result<ServiceKey> normalised(const ServiceKey& key) {
  if (!is_known(key.family)) {
    return Error{EAFNOSUPPORT, "address family " +
                                   std::to_string(static_cast<unsigned>(key.family)) +
                                   " is unknown, expected IPv4 or IPv6"};
  }
  if (key.is_fwmark()) {
    return ServiceKey{.family = key.family, .address = {key.family, {}}, .fwmark = key.fwmark};
  }
  if (key.address.family != key.family) {
    return Error{EINVAL,
                 "service " + key.to_string() + ": the address is not of the service's family"};
  }
  if (!is_balanced(key.protocol)) {
    return Error{EINVAL, "service " + key.to_string() + ": expected protocol tcp, udp or sctp"};
  }
  return key;
}

Status check_service(const ServiceSpec& spec) {
  const std::string name = "service " + spec.key.to_string();
  if (!spec.persistence_engine.empty() && spec.persistence_engine != "sip") {
    return Error{ENOENT, name + ": there is no persistence engine \"" + spec.persistence_engine +
                             "\", expected sip"};
  }
  if (spec.key.family == Family::Ipv6 &&
      (spec.persistence_mask < 1 || spec.persistence_mask > 128)) {
    return Error{EINVAL, name + ": persistence mask " + std::to_string(spec.persistence_mask) +
                             ", expected a prefix length of 1..128"};
  }
  return {};
}

Status check_dest(const ServiceKey& service, const DestSpec& spec) {
  const std::string name = name_of(service, spec.key);
  if (!is_known(spec.key.address.family)) {
    return Error{EAFNOSUPPORT, name + ": the address family is unknown, expected IPv4 or IPv6"};
  }
  if (Status status = check_kind(name, service, spec); !status) return status;
  if (spec.weight < 0) {
    return Error{ERANGE, name + ": weight " + std::to_string(spec.weight) +
                             " is negative, expected 0..2147483647"};
  }
  if (spec.lower_threshold > spec.upper_threshold) {
    return Error{ERANGE, name + ": lower threshold " + std::to_string(spec.lower_threshold) +
                             " is above upper threshold " + std::to_string(spec.upper_threshold)};
  }
  if (spec.upper_threshold > INT_MAX) {
    return Error{EINVAL, name + ": upper threshold " + std::to_string(spec.upper_threshold) +
                             ", expected 0..2147483647"};
  }
  if (spec.tunnel_type == TunnelType::Gue && spec.tunnel_port == 0) {
    return Error{EINVAL, name + ": a GUE tunnel needs a tunnel port"};
  }
  return {};
}

Status check_unicast(const ServiceKey& service, const DestKey& dest) {
  if (is_unicast(dest.address)) return {};
  return Error{EINVAL, name_of(service, dest) + ": the address is not unicast"};
}

}  // namespace nicvs::soft
