// SPDX-License-Identifier: Apache-2.0
// Options that describe the sync daemon.
#include <fmt/format.h>

#include <limits>

#include "host/ipvs/numbers.hpp"
#include "host/ipvs/parser.hpp"

namespace nicvs::ipvs {
namespace {

constexpr std::size_t kMaxInterfaceName = 15;  // IP_VS_IFNAME_MAXLEN - 1
constexpr const char* kDefaultInterface = "eth0";
constexpr std::int64_t kMaxSyncLength = 65507;  // payload of an IPv4 UDP datagram

bool is_multicast(const IpAddress& address) {
  const std::uint32_t first = address.value.word[0];
  return address.family == Family::Ipv4 ? first >> 28 == 0xe : first >> 24 == 0xff;
}

}  // namespace

Fault Parser::set_role(const std::optional<std::string>& text) {
  command_.daemon.interface = command_.verb == Verb::StartDaemon ? kDefaultInterface : "";
  if (text == "master") {
    command_.daemon.role = SyncDaemon::Role::Master;
  } else if (text == "backup") {
    command_.daemon.role = SyncDaemon::Role::Backup;
  } else if (command_.verb == Verb::StartDaemon) {
    return usage_fault("illegal start-daemon parameter specified");
  } else {
    return usage_fault("illegal start_daemon specified");
  }
  return std::nullopt;
}

Fault Parser::set_interface(const std::string& text) {
  if (!text.empty()) command_.daemon.interface = text.substr(0, kMaxInterfaceName);
  return std::nullopt;
}

Fault Parser::set_sync_id(const std::string& text) {
  const auto id = parse_number(text, 0, 255);
  if (!id) return usage_fault("illegal syncid specified");
  command_.daemon.sync_id = static_cast<std::uint32_t>(*id);
  return std::nullopt;
}

Fault Parser::set_group(const std::string& text) {
  const bool is_v6 = text.find(':') != text.npos;
  const auto group = IpAddress::parse(text);
  const Family family = is_v6 ? Family::Ipv6 : Family::Ipv4;
  if (!group || group->family != family || !is_multicast(*group)) {
    return usage_fault(fmt::format("invalid {} mcast-group `{}'", is_v6 ? "IPv6" : "IPv4", text));
  }
  command_.daemon.group = *group;
  return std::nullopt;
}

Fault Parser::set_mcast_port(const std::string& text) {
  const auto port = parse_number(text, 1, std::numeric_limits<std::uint16_t>::max());
  if (!port) return usage_fault("illegal mcast-port specified");
  command_.daemon.port = static_cast<std::uint16_t>(*port);
  return std::nullopt;
}

Fault Parser::set_ttl(const std::string& text) {
  const auto ttl = parse_number(text, 1, std::numeric_limits<std::uint8_t>::max());
  if (!ttl) return usage_fault("illegal mcast-ttl specified");
  command_.daemon.ttl = static_cast<std::uint8_t>(*ttl);
  return std::nullopt;
}

Fault Parser::set_max_length(const std::string& text) {
  const auto length = parse_number(text, 1, kMaxSyncLength);
  if (!length) return usage_fault("illegal sync-maxlen specified");
  command_.daemon.max_length = static_cast<std::uint16_t>(*length);
  return std::nullopt;
}

}  // namespace nicvs::ipvs
