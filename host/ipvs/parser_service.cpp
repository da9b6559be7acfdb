// SPDX-License-Identifier: Apache-2.0
// Options that describe a service or a dest.
#include <fmt/format.h>

#include <limits>
#include <map>

#include "host/ipvs/command_rules.hpp"
#include "host/ipvs/numbers.hpp"
#include "host/ipvs/parser.hpp"
#include "host/ipvs/rule_words.hpp"

namespace nicvs::ipvs {
namespace {

constexpr std::size_t kMaxSchedulerName = 15;  // IP_VS_SCHEDNAME_MAXLEN - 1
constexpr std::size_t kMaxEngineName = 16;     // IP_VS_PENAME_MAXLEN
constexpr std::uint32_t kHostPrefix = 128;

}  // namespace

std::optional<std::uint16_t> Parser::parse_port(const std::string& text) const {
  if (const auto number = parse_number(text, 0, std::numeric_limits<std::uint16_t>::max())) {
    return static_cast<std::uint16_t>(*number);
  }
  // Before the service is known, so is no protocol by which a name could be looked up.
  if (!command_.options.has(Option::Service)) return std::nullopt;
  return resolver_.port_of(text, command_.service.key.protocol);
}

// IPv6 is numeric, with a port only as "[address]:port". Brackets around anything else hide the
// port that follows, as in ipvsadm.
std::optional<Parser::Endpoint> Parser::parse_endpoint(const std::string& text) const {
  std::string host = text;
  std::optional<std::string> port;
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == text.npos || text.compare(bracket + 1, 1, ":") != 0) return std::nullopt;
    host = text.substr(1, bracket - 1);
    port = text.substr(bracket + 2);
  }
  Endpoint endpoint;
  if (const auto v6 = parse_ipv6(host)) {
    endpoint.address = *v6;
  } else {
    const auto colon = host.rfind(':');
    port = colon == host.npos ? std::nullopt : std::optional(host.substr(colon + 1));
    host.resize(std::min(colon, host.size()));
    if (const auto v4 = parse_loose_ipv4(host)) {
      endpoint.address = IpAddress::v4(*v4);
    } else if (const auto named = resolver_.address_of(host)) {
      endpoint.address = *named;
    } else {
      return std::nullopt;
    }
  }
  if (!port) return endpoint;
  endpoint.port = parse_port(*port);
  return endpoint.port ? std::optional(endpoint) : std::nullopt;
}

Fault Parser::set_service(Protocol protocol, const std::string& text) {
  ServiceKey& key = command_.service.key;
  key.protocol = protocol;
  const auto endpoint = parse_endpoint(text);
  if (!endpoint) return usage_fault("illegal virtual server address[:port] specified");
  key.family = endpoint->address.family;
  key.address = endpoint->address;
  key.port = endpoint->port.value_or(0);
  if (key.family == Family::Ipv6) command_.service.persistence_mask = kHostPrefix;
  return std::nullopt;
}

Fault Parser::set_fwmark(const std::string& text) {
  const auto mark = parse_number(text, 1, std::numeric_limits<std::uint32_t>::max());
  if (!mark) return usage_fault(fmt::format("invalid fwmark value `{}' specified", text));
  command_.service.key.fwmark = static_cast<std::uint32_t>(*mark);
  return std::nullopt;
}

Fault Parser::set_fwmark_family(const std::string&) {
  ServiceKey& key = command_.service.key;
  // The text ends with a newline of its own, so that ipvsadm prints an empty line behind it.
  if (!key.is_fwmark()) return usage_fault("-6 used before -f\n");
  key.family = Family::Ipv6;
  key.address.family = Family::Ipv6;
  command_.service.persistence_mask = kHostPrefix;
  return std::nullopt;
}

Fault Parser::set_scheduler(const std::string& text) {
  if (!text.empty()) command_.service.scheduler = text.substr(0, kMaxSchedulerName);
  return std::nullopt;
}

Fault Parser::set_netmask(const std::string& text) {
  std::uint32_t& mask = command_.service.persistence_mask;
  if (command_.service.key.family == Family::Ipv6) {
    const int length = std::atoi(text.c_str());
    if (length < 1 || length > 128) return usage_fault("illegal ipv6 netmask specified");
    mask = static_cast<std::uint32_t>(length);
    return std::nullopt;
  }
  const auto bits = parse_loose_ipv4(text);
  if (!bits) return usage_fault("illegal virtual server persistent mask specified");
  mask = *bits;
  return std::nullopt;
}

Fault Parser::set_one_packet(const std::string&) {
  command_.service.flags |= service_flag::kOnePacket;
  return std::nullopt;
}

Fault Parser::set_persistence_engine(const std::string& text) {
  command_.service.persistence_engine = text.substr(0, kMaxEngineName);
  return std::nullopt;
}

Fault Parser::set_sched_flags(const std::string& text) {
  sched_flags_ = text;  // judged when the scheduler is known
  return std::nullopt;
}

Fault Parser::resolve_sched_flags() {
  std::size_t begin = 0;
  while (begin < sched_flags_.size()) {
    const std::size_t end = std::min(sched_flags_.find(',', begin), sched_flags_.size());
    const std::string word = sched_flags_.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    const SchedFlagWord* known = find_sched_flag(word);
    if (known == nullptr) {
      return usage_fault(fmt::format("invalid scheduler flag `{}'", word));
    }
    if (!known->scheduler.empty() && known->scheduler != command_.service.scheduler) {
      return usage_fault(fmt::format("incompatible scheduler flag `{}'", word));
    }
    command_.service.flags |= known->flag;
  }
  return std::nullopt;
}

Fault Parser::check_service() const {
  if (command_.verb != Verb::AddService && command_.verb != Verb::EditService) return std::nullopt;
  const ServiceSpec& service = command_.service;
  if (service.key.is_fwmark()) return std::nullopt;
  if (service.key.port == 0 && (service.flags & service_flag::kPersistent) == 0) {
    return usage_fault("Zero port specified for non-persistent service");
  }
  if ((service.flags & service_flag::kOnePacket) != 0 && service.key.protocol != Protocol::Udp) {
    return usage_fault("One-Packet Scheduling is only for UDP virtual services");
  }
  return std::nullopt;
}

Fault Parser::set_server(const std::string& text) {
  const auto endpoint = parse_endpoint(text);
  if (!endpoint) return usage_fault("illegal real server address[:port] specified");
  command_.dest.key.address = endpoint->address;
  command_.dest.key.port = endpoint->port.value_or(command_.service.key.port);
  return std::nullopt;
}

Fault Parser::set_method(ForwardMethod method) {
  command_.dest.method = method;
  return std::nullopt;
}

Fault Parser::set_weight(const std::string& text) {
  const auto weight = parse_number(text, 0, std::numeric_limits<std::int32_t>::max());
  if (!weight) return usage_fault("illegal weight specified");
  command_.dest.weight = static_cast<std::int32_t>(*weight);
  return std::nullopt;
}

Fault Parser::set_upper_threshold(const std::string& text) {
  const auto conns = parse_number(text, 0, std::numeric_limits<std::int32_t>::max());
  if (!conns) return usage_fault("illegal u_threshold specified");
  command_.dest.upper_threshold = static_cast<std::uint32_t>(*conns);
  return std::nullopt;
}

Fault Parser::set_lower_threshold(const std::string& text) {
  const auto conns = parse_number(text, 0, std::numeric_limits<std::int32_t>::max());
  if (!conns) return usage_fault("illegal l_threshold specified");
  command_.dest.lower_threshold = static_cast<std::uint32_t>(*conns);
  return std::nullopt;
}

Fault Parser::set_tunnel_type(const std::string& text) {
  static const std::map<std::string, TunnelType, std::less<>> types = {
      {"ipip", TunnelType::IpIp}, {"gue", TunnelType::Gue}, {"gre", TunnelType::Gre}};
  const auto type = types.find(text);
  if (type == types.end()) return usage_fault("illegal tunnel type specified");
  command_.dest.tunnel_type = type->second;
  return std::nullopt;
}

Fault Parser::set_tunnel_port(const std::string& text) {
  const auto port = parse_number(text, 1, std::numeric_limits<std::uint16_t>::max());
  if (!port) return usage_fault("illegal tunnel port specified");
  command_.dest.tunnel_port = static_cast<std::uint16_t>(*port);
  return std::nullopt;
}

Fault Parser::set_tunnel_flags(std::uint16_t flags) {
  command_.dest.tunnel_flags = flags;
  return std::nullopt;
}

Fault Parser::finish_server() {
  if (command_.verb != Verb::AddServer && command_.verb != Verb::EditServer) return std::nullopt;
  using enum Option;
  DestSpec& dest = command_.dest;
  const ServiceKey& service = command_.service.key;
  // DR and TUN leave the port of the packet alone, so it must be the service's.
  if (!service.is_fwmark() && dest.method != ForwardMethod::Nat) dest.key.port = service.port;
  if (dest.method == ForwardMethod::Tun) {
    const auto sentence = check_tunnel_options(dest.tunnel_type, command_.options);
    return sentence ? usage_fault(*sentence) : std::nullopt;
  }
  if (dest.key.address.family != service.family) {
    return usage_fault("Different address family is allowed only for tunneling servers");
  }
  if (command_.options.has_any_of(
          {TunType, TunPort, TunNoChecksum, TunChecksum, TunRemoteChecksum})) {
    return usage_fault("Tunnel options conflict with forward method");
  }
  return std::nullopt;
}

}  // namespace nicvs::ipvs
