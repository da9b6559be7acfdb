// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/save.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <sstream>

#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/names.hpp"
#include "host/ipvs/rule_words.hpp"
#include "host/ipvs/service_order.hpp"

namespace nicvs::ipvs {
namespace {

const char* protocol_option(Protocol protocol) {
  switch (protocol) {
    case Protocol::Udp:
      return "-u";
    case Protocol::Sctp:
      return "--sctp-service";
    default:
      return "-t";
  }
}

std::string key_words(const ServiceKey& key, const Resolver* resolver) {
  if (key.is_fwmark()) {
    return fmt::format("-f {}{}", key.fwmark, key.family == Family::Ipv6 ? " -6" : "");
  }
  return fmt::format("{} {}", protocol_option(key.protocol),
                     endpoint_text(key.address, key.port, key.protocol, resolver));
}

const char* method_option(ForwardMethod method) {
  switch (method) {
    case ForwardMethod::Nat:
      return "-m";
    case ForwardMethod::Tun:
      return "-i";
    default:
      return "-g";
  }
}

std::string tunnel_words(const DestSpec& dest) {
  if (dest.method != ForwardMethod::Tun) return "";
  std::string words = fmt::format(" --tun-type {}", tunnel_type_text(dest.tunnel_type));
  if (dest.tunnel_type == TunnelType::IpIp) return words;
  if (dest.tunnel_type == TunnelType::Gue) words += fmt::format(" --tun-port {}", dest.tunnel_port);
  if ((dest.tunnel_flags & tunnel_flag::kRemoteChecksum) != 0) return words + " --tun-remcsum";
  const bool has_checksum = (dest.tunnel_flags & tunnel_flag::kChecksum) != 0;
  return words + (has_checksum ? " --tun-csum" : " --tun-nocsum");
}

}  // namespace

std::string service_rule(const ServiceSpec& service, const Resolver* resolver) {
  std::string line =
      fmt::format("-A {} -s {}", key_words(service.key, resolver), service.scheduler);
  if ((service.flags & service_flag::kPersistent) != 0) {
    line += fmt::format(" -p {}", service.persistence_timeout);
  }
  if (const auto mask = mask_text(service); !mask.empty()) line += " -M " + mask;
  if (!service.persistence_engine.empty()) line += " --pe " + service.persistence_engine;
  if ((service.flags & service_flag::kOnePacket) != 0) line += " -o";
  if (const auto flags = sched_flags_text(service); !flags.empty()) line += " -b " + flags;
  return line + "\n";
}

std::string dest_rule(const ServiceKey& service, const DestSpec& dest, const Resolver* resolver) {
  return fmt::format(
      "-a {} -r {} {} -w {}{}\n", key_words(service, resolver),
      endpoint_text(dest.key.address, dest.key.port, name_protocol(service), resolver),
      method_option(dest.method), dest.weight, tunnel_words(dest));
}

Status save_rules(IpvsTarget& target, const Resolver* resolver, std::ostream& out) {
  auto services = target.services();
  if (!services) return services.error();
  sort_services(*services);
  for (const ServiceInfo& service : *services) {
    auto dests = target.dests(service.spec.key);
    if (!dests && dests.error().code == ESRCH) continue;  // deleted since it was listed
    if (!dests) return dests.error();
    sort_dests(*dests);
    out << service_rule(service.spec, resolver);
    for (const DestInfo& dest : *dests) out << dest_rule(service.spec.key, dest.spec, resolver);
  }
  return {};
}

std::string rules_text(DataPlane& plane) {
  DataPlaneTarget target(plane);
  std::ostringstream out;
  // A plane in this process lists its services without fail.
  const Status status = save_rules(target, nullptr, out);
  return status ? out.str() : std::string();
}

}  // namespace nicvs::ipvs
