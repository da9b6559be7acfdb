// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/steering_tables.hpp"

#include <cstring>

#include "fallback/xdp/steer_abi.h"

namespace nicvs::soft {
namespace {

constexpr std::uint16_t kFtpPort = 21;

template <class T>
std::string image_of(const T& value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

void write_wire(const IpAddress& address, std::uint8_t (&out)[16]) {
  for (unsigned i = 0; i < IpAddress::bits_of(address.family) / 8; ++i) {
    out[i] = static_cast<std::uint8_t>(address.value.word[i / 4] >> (24 - 8 * (i % 4)));
  }
}

std::uint8_t family_of(const IpAddress& address) {
  return address.family == Family::Ipv4 ? STEER_IPV4 : STEER_IPV6;
}

std::string endpoint_key(Protocol protocol, const IpAddress& address, std::uint16_t port) {
  steer_endpoint key{};
  write_wire(address, key.address);
  const std::uint8_t wire[2] = {static_cast<std::uint8_t>(port >> 8),
                                static_cast<std::uint8_t>(port)};
  std::memcpy(&key.port_be, wire, sizeof wire);
  key.protocol = static_cast<std::uint8_t>(protocol);
  key.family = family_of(address);
  return image_of(key);
}

void add_roles(SteeringTable& addresses, const IpAddress& address, std::uint32_t roles) {
  steer_address key{};
  write_wire(address, key.address);
  key.family = family_of(address);
  std::uint32_t present = 0;
  if (const auto it = addresses.find(image_of(key)); it != addresses.end()) {
    std::memcpy(&present, it->second.data(), sizeof present);
  }
  addresses[image_of(key)] = image_of(present | roles);
}

std::uint32_t roles_of(const ServiceKey& service) {
  std::uint32_t roles = STEER_VIP;
  if (service.port == 0) roles |= STEER_VIP_ANY_PORT;
  if (service.port == kFtpPort && service.protocol == Protocol::Tcp) roles |= STEER_VIP_FTP;
  return roles;
}

bool covers(const IpPrefix& outer, const IpPrefix& inner) {
  return outer.length <= inner.length && outer.contains(inner.address);
}

// The longest prefix decides in the kernel, so it carries the rules of the shorter ones, too.
steer_ranges ranges_of(const IpPrefix& prefix, const std::vector<MarkRule>& rules) {
  steer_ranges ranges{};
  unsigned used = 0;
  for (const MarkRule& rule : rules) {
    if (!covers(rule.dst, prefix)) continue;
    if (used == STEER_RANGES) {
      ranges = {};
      ranges.range[0] = {.used = 1, .protocol = 0, .first = 0, .last = 65535};
      return ranges;
    }
    ranges.range[used++] = {.used = 1,
                            .protocol = static_cast<std::uint8_t>(rule.protocol),
                            .first = rule.first_port,
                            .last = rule.last_port};
  }
  return ranges;
}

std::string prefix_key(const IpPrefix& prefix) {
  steer_prefix key{};
  key.bits = 8u + prefix.length;
  key.family = family_of(prefix.address);
  write_wire(prefix.address, key.address);
  return image_of(key);
}

}  // namespace

SteeringTables encode(const SoftDataPlane::Steering& steering) {
  const std::string present = image_of<std::uint8_t>(1);
  SteeringTables tables;
  for (const ServiceKey& service : steering.services) {
    if (service.is_fwmark()) continue;
    tables.services[endpoint_key(service.protocol, service.address, service.port)] = present;
    add_roles(tables.addresses, service.address, roles_of(service));
  }
  for (const auto& dest : steering.nat_dests) {
    tables.nat_dests[endpoint_key(dest.protocol, dest.key.address, dest.key.port)] = present;
    std::uint32_t roles = STEER_NAT_DEST;
    if (dest.key.port == 0) roles |= STEER_NAT_DEST_ANY_PORT;
    add_roles(tables.addresses, dest.key.address, roles);
  }
  for (const IpAddress& dest : steering.gue_dests) {
    add_roles(tables.addresses, dest, STEER_GUE_DEST);
  }
  for (const MarkRule& rule : steering.mark_rules) {
    tables.mark_prefixes[prefix_key(rule.dst)] = image_of(ranges_of(rule.dst, steering.mark_rules));
  }
  return tables;
}

}  // namespace nicvs::soft
