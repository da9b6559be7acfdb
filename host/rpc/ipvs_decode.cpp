// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <linux/ip_vs.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "host/rpc/ipvs_messages.hpp"

namespace nicvs::rpc {
namespace {

constexpr std::size_t kNest = 4;  // an attribute header, the least a nest can hold
constexpr std::size_t kNameSize = IP_VS_SCHEDNAME_MAXLEN;

constexpr AttributeRule kCommandRules[] = {
    {IPVS_CMD_ATTR_SERVICE, kNest, kAnySize},     {IPVS_CMD_ATTR_DEST, kNest, kAnySize},
    {IPVS_CMD_ATTR_DAEMON, kNest, kAnySize},      {IPVS_CMD_ATTR_TIMEOUT_TCP, 4, kAnySize},
    {IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, 4, kAnySize}, {IPVS_CMD_ATTR_TIMEOUT_UDP, 4, kAnySize},
};

constexpr AttributeRule kServiceRules[] = {
    {IPVS_SVC_ATTR_AF, 2, kAnySize},      {IPVS_SVC_ATTR_PROTOCOL, 2, kAnySize},
    {IPVS_SVC_ATTR_ADDR, 0, 16},          {IPVS_SVC_ATTR_PORT, 2, kAnySize},
    {IPVS_SVC_ATTR_FWMARK, 4, kAnySize},  {IPVS_SVC_ATTR_SCHED_NAME, 0, kNameSize},
    {IPVS_SVC_ATTR_FLAGS, 0, 8},          {IPVS_SVC_ATTR_TIMEOUT, 4, kAnySize},
    {IPVS_SVC_ATTR_NETMASK, 4, kAnySize}, {IPVS_SVC_ATTR_PE_NAME, 0, kNameSize},
};

constexpr AttributeRule kDestRules[] = {
    {IPVS_DEST_ATTR_ADDR, 0, 16},
    {IPVS_DEST_ATTR_PORT, 2, kAnySize},
    {IPVS_DEST_ATTR_FWD_METHOD, 4, kAnySize},
    {IPVS_DEST_ATTR_WEIGHT, 4, kAnySize},
    {IPVS_DEST_ATTR_U_THRESH, 4, kAnySize},
    {IPVS_DEST_ATTR_L_THRESH, 4, kAnySize},
    {IPVS_DEST_ATTR_ADDR_FAMILY, 2, kAnySize},
    {IPVS_DEST_ATTR_TUN_TYPE, 1, kAnySize},
    {IPVS_DEST_ATTR_TUN_PORT, 2, kAnySize},
    {IPVS_DEST_ATTR_TUN_FLAGS, 2, kAnySize},
};

constexpr AttributeRule kDaemonRules[] = {
    {IPVS_DAEMON_ATTR_STATE, 4, kAnySize},
    {IPVS_DAEMON_ATTR_MCAST_IFN, 0, IP_VS_IFNAME_MAXLEN},
    {IPVS_DAEMON_ATTR_SYNC_ID, 4, kAnySize},
    {IPVS_DAEMON_ATTR_SYNC_MAXLEN, 2, kAnySize},
    {IPVS_DAEMON_ATTR_MCAST_GROUP, 4, kAnySize},
    {IPVS_DAEMON_ATTR_MCAST_GROUP6, 16, kAnySize},
    {IPVS_DAEMON_ATTR_MCAST_PORT, 2, kAnySize},
    {IPVS_DAEMON_ATTR_MCAST_TTL, 1, kAnySize},
};

Error invalid(const char* what) { return {EINVAL, what}; }

std::optional<Family> family_of(std::uint16_t address_family) {
  if (address_family == AF_INET) return Family::Ipv4;
  if (address_family == AF_INET6) return Family::Ipv6;
  return std::nullopt;
}

// Shorter payloads are filled with zeros; behind the first four bytes of an IPv4 address clients
// leave whatever was in their memory.
IpAddress address_of(Bytes payload, Family family) {
  std::array<std::uint32_t, 4> words{};
  const std::size_t size = family == Family::Ipv4 ? 4 : 16;
  std::memcpy(words.data(), payload.data(), std::min(size, payload.size()));
  for (auto& word : words) word = ntohl(word);
  return {family, {words}};
}

std::optional<Attributes> nest(const Attributes& command, unsigned type,
                               std::span<const AttributeRule> rules) {
  const auto bytes = command.bytes(type);
  return bytes ? Attributes::parse(*bytes, rules) : std::nullopt;
}

Result<ServiceKey> service_key_of(const Attributes& service) {
  const auto address_family = service.u16(IPVS_SVC_ATTR_AF);
  const auto protocol = service.u16(IPVS_SVC_ATTR_PROTOCOL);
  const auto address = service.bytes(IPVS_SVC_ATTR_ADDR);
  const auto port = service.be16(IPVS_SVC_ATTR_PORT);
  const auto fwmark = service.u32(IPVS_SVC_ATTR_FWMARK);
  if (!address_family || (!fwmark && !(protocol && address && port))) {
    return invalid(
        "a service is named by its family and either a fwmark or protocol, address, port");
  }
  const auto family = family_of(*address_family);
  if (!family) return Error{EAFNOSUPPORT, "the service's address family is neither IPv4 nor IPv6"};
  ServiceKey key;
  key.family = *family;
  key.address.family = fwmark && *fwmark != 0 ? Family::Ipv4 : *family;
  if (fwmark) {
    key.fwmark = *fwmark;
    return key;
  }
  if (*protocol > UINT8_MAX) return invalid("an IP protocol number is at most 255");
  key.protocol = static_cast<Protocol>(*protocol);
  key.address = address_of(*address, *family);
  key.port = *port;
  return key;
}

// The kernel keeps an IPv4 mask as it lies in the message and takes an IPv6 one as a number.
std::uint32_t mask_of(std::uint32_t raw, Family family) {
  return family == Family::Ipv4 ? ntohl(raw) : raw;
}

Result<ServiceRequest> service_of(const Attributes& service) {
  auto key = service_key_of(service);
  if (!key) return key.error();
  const auto scheduler = service.text(IPVS_SVC_ATTR_SCHED_NAME);
  const auto flags = service.bytes(IPVS_SVC_ATTR_FLAGS);
  const auto timeout = service.u32(IPVS_SVC_ATTR_TIMEOUT);
  const auto netmask = service.u32(IPVS_SVC_ATTR_NETMASK);
  if (!scheduler || !flags || !timeout || !netmask) {
    return invalid("a service needs its scheduler, flags, timeout and netmask");
  }
  if (scheduler->size() >= kNameSize) return invalid("a scheduler's name has at most 15 bytes");
  ip_vs_flags raw_flags{};
  std::memcpy(&raw_flags, flags->data(), flags->size());
  ServiceRequest request;
  request.spec.key = *key;
  request.spec.scheduler = *scheduler;
  request.spec.flags = raw_flags.flags & raw_flags.mask;
  request.flag_mask = raw_flags.mask;
  request.spec.persistence_timeout = *timeout;
  request.spec.persistence_mask = mask_of(*netmask, key->family);
  request.spec.persistence_engine = service.text(IPVS_SVC_ATTR_PE_NAME).value_or("");
  if (request.spec.persistence_engine.size() >= kNameSize) {
    return invalid("a persistence engine's name has at most 15 bytes");
  }
  return request;
}

Status read_dest_details(const Attributes& dest, DestSpec& spec) {
  const auto method = dest.u32(IPVS_DEST_ATTR_FWD_METHOD);
  const auto weight = dest.u32(IPVS_DEST_ATTR_WEIGHT);
  const auto upper = dest.u32(IPVS_DEST_ATTR_U_THRESH);
  const auto lower = dest.u32(IPVS_DEST_ATTR_L_THRESH);
  if (!method || !weight || !upper || !lower) {
    return invalid("a dest needs its forward method, weight and both thresholds");
  }
  const std::uint32_t masked_method = *method & IP_VS_CONN_F_FWD_MASK;
  if (masked_method > IP_VS_CONN_F_BYPASS) return invalid("there is no such forward method");
  const std::uint8_t tunnel_type = dest.u8(IPVS_DEST_ATTR_TUN_TYPE).value_or(0);
  if (tunnel_type >= IP_VS_CONN_F_TUNNEL_TYPE_MAX) return invalid("there is no such tunnel type");
  spec.method = static_cast<ForwardMethod>(masked_method);
  spec.weight = static_cast<std::int32_t>(*weight);
  spec.upper_threshold = *upper;
  spec.lower_threshold = *lower;
  spec.tunnel_type = static_cast<TunnelType>(tunnel_type);
  spec.tunnel_port = dest.be16(IPVS_DEST_ATTR_TUN_PORT).value_or(0);
  spec.tunnel_flags = dest.u16(IPVS_DEST_ATTR_TUN_FLAGS).value_or(0);
  return {};
}

Result<DestRequest> dest_of(const Attributes& dest, Family service_family, Detail detail) {
  const auto address = dest.bytes(IPVS_DEST_ATTR_ADDR);
  const auto port = dest.be16(IPVS_DEST_ATTR_PORT);
  if (!address || !port) return invalid("a dest is named by its address and port");
  DestRequest request;
  if (detail == Detail::Full) {
    if (auto status = read_dest_details(dest, request.spec); !status) return status.error();
  }
  const std::uint16_t address_family = dest.u16(IPVS_DEST_ATTR_ADDR_FAMILY).value_or(AF_UNSPEC);
  request.has_family = address_family != AF_UNSPEC;
  const auto family = request.has_family ? family_of(address_family) : service_family;
  if (!family) return Error{EAFNOSUPPORT, "the dest's address family is neither IPv4 nor IPv6"};
  request.spec.key = {address_of(*address, *family), *port};
  return request;
}

// The 64-bit attributes have the numbers of the 32-bit ones.
Statistics statistics_of(const Attributes& object, unsigned type) {
  const auto stats = nest(object, type, {});
  if (!stats) return {};
  const auto value = [&stats](unsigned id) { return stats->u64(id).value_or(0); };
  return {
      {value(IPVS_STATS_ATTR_CONNS), value(IPVS_STATS_ATTR_INPKTS), value(IPVS_STATS_ATTR_OUTPKTS),
       value(IPVS_STATS_ATTR_INBYTES), value(IPVS_STATS_ATTR_OUTBYTES)},
      {value(IPVS_STATS_ATTR_CPS), value(IPVS_STATS_ATTR_INPPS), value(IPVS_STATS_ATTR_OUTPPS),
       value(IPVS_STATS_ATTR_INBPS), value(IPVS_STATS_ATTR_OUTBPS)}};
}

}  // namespace

std::optional<Attributes> parse_command(Bytes attributes) {
  return Attributes::parse(attributes, kCommandRules);
}

Result<ServiceKey> decode_service_key(const Attributes& command) {
  const auto service = nest(command, IPVS_CMD_ATTR_SERVICE, kServiceRules);
  if (!service) return invalid("the service attribute is missing or malformed");
  return service_key_of(*service);
}

Result<ServiceRequest> decode_service(const Attributes& command) {
  const auto service = nest(command, IPVS_CMD_ATTR_SERVICE, kServiceRules);
  if (!service) return invalid("the service attribute is missing or malformed");
  return service_of(*service);
}

Result<DestRequest> decode_dest(const Attributes& command, Family service_family, Detail detail) {
  const auto dest = nest(command, IPVS_CMD_ATTR_DEST, kDestRules);
  if (!dest) return invalid("the dest attribute is missing or malformed");
  return dest_of(*dest, service_family, detail);
}

Result<ServiceInfo> decode_service_info(const Attributes& command) {
  const auto service = nest(command, IPVS_CMD_ATTR_SERVICE, kServiceRules);
  if (!service) return Error{EBADMSG, "the reply holds no service"};
  auto request = service_of(*service);
  if (!request) return Error{EBADMSG, "malformed service in the reply: " + request.error().text};
  ServiceInfo info;
  info.spec = request->spec;
  info.statistics = statistics_of(*service, IPVS_SVC_ATTR_STATS64);
  return info;
}

Result<DestInfo> decode_dest_info(const Attributes& command) {
  const auto dest = nest(command, IPVS_CMD_ATTR_DEST, kDestRules);
  if (!dest) return Error{EBADMSG, "the reply holds no dest"};
  auto request = dest_of(*dest, Family::Ipv4, Detail::Full);
  if (!request) return Error{EBADMSG, "malformed dest in the reply: " + request.error().text};
  DestInfo info;
  info.spec = request->spec;
  info.active_conns = dest->u32(IPVS_DEST_ATTR_ACTIVE_CONNS).value_or(0);
  info.inactive_conns = dest->u32(IPVS_DEST_ATTR_INACT_CONNS).value_or(0);
  info.persistent_conns = dest->u32(IPVS_DEST_ATTR_PERSIST_CONNS).value_or(0);
  info.statistics = statistics_of(*dest, IPVS_DEST_ATTR_STATS64);
  return info;
}

Timeouts decode_timeouts(const Attributes& command) {
  return {command.u32(IPVS_CMD_ATTR_TIMEOUT_TCP).value_or(0),
          command.u32(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN).value_or(0),
          command.u32(IPVS_CMD_ATTR_TIMEOUT_UDP).value_or(0)};
}

Result<DaemonSpec> decode_daemon(const Attributes& command) {
  const auto daemon = nest(command, IPVS_CMD_ATTR_DAEMON, kDaemonRules);
  if (!daemon) return invalid("the daemon attribute is missing or malformed");
  const auto state = daemon->u32(IPVS_DAEMON_ATTR_STATE);
  if (!state || *state > IP_VS_STATE_BACKUP) return invalid("a sync daemon is master or backup");
  DaemonSpec spec;
  spec.state = static_cast<DaemonState>(*state);
  spec.interface = daemon->text(IPVS_DAEMON_ATTR_MCAST_IFN).value_or("");
  spec.sync_id = daemon->u32(IPVS_DAEMON_ATTR_SYNC_ID).value_or(0);
  spec.max_length = daemon->u16(IPVS_DAEMON_ATTR_SYNC_MAXLEN).value_or(0);
  if (const auto group = daemon->bytes(IPVS_DAEMON_ATTR_MCAST_GROUP)) {
    spec.group = address_of(*group, Family::Ipv4);
  }
  if (const auto group = daemon->bytes(IPVS_DAEMON_ATTR_MCAST_GROUP6)) {
    spec.group = address_of(*group, Family::Ipv6);
  }
  spec.port = daemon->u16(IPVS_DAEMON_ATTR_MCAST_PORT).value_or(0);
  spec.ttl = daemon->u8(IPVS_DAEMON_ATTR_MCAST_TTL).value_or(0);
  return spec;
}

}  // namespace nicvs::rpc
