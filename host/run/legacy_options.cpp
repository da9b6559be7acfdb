// SPDX-License-Identifier: Apache-2.0
#include "host/run/legacy_options.hpp"

#include <linux/ip_vs.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "host/rpc/netlink_client.hpp"
#include "host/run/director_socket.hpp"
#include "host/run/legacy_structs.hpp"

namespace nicvs::run {
namespace {

using rpc::NetlinkClient;

constexpr std::size_t kVersionText = 64;  // bytes that the kernel wants to have room for
const Error kInvalid{EINVAL, "size or name of the option"};

// The memory that the program gave.
struct Buffer {
  void* data;
  std::size_t size;
};

int as_errno(const Status& status) {
  if (status) return 0;
  errno = status.error().code;
  return -1;
}

template <class Struct>
Struct read(const void* data) {
  Struct value;
  std::memcpy(&value, data, sizeof value);
  return value;
}

std::uint32_t dest_count(NetlinkClient& client, const ServiceKey& key) {
  std::uint32_t count = 0;
  if (const auto dests = client.dests(key)) {
    for (const DestInfo& dest : *dests) count += is_legacy(dest) ? 1 : 0;
  }
  return count;
}

Status get_version(NetlinkClient& client, const Buffer& to) {
  const auto info = client.info();
  if (!info) return info.error();
  if (to.size < kVersionText) return kInvalid;
  std::snprintf(static_cast<char*>(to.data), kVersionText,
                "IP Virtual Server version 1.2.1 (size=%u)", info->conn_table_size);
  return {};
}

Status get_info(NetlinkClient& client, const Buffer& to) {
  const auto info = client.info();
  if (!info) return info.error();
  const auto services = client.services();
  if (!services) return services.error();
  ip_vs_getinfo answer{};
  if (to.size < sizeof answer) return kInvalid;
  answer.version = info->version;
  answer.size = info->conn_table_size;
  for (const ServiceInfo& service : *services) answer.num_services += is_legacy(service) ? 1 : 0;
  std::memcpy(to.data, &answer, sizeof answer);
  return {};
}

// Fills at most `room` entries behind the header and leaves the header as it is.
template <class Entry>
void put_entries(const Buffer& to, std::size_t header, const std::vector<Entry>& entries) {
  const std::size_t size = std::min(to.size - header, entries.size() * sizeof(Entry));
  if (size != 0) std::memcpy(static_cast<std::uint8_t*>(to.data) + header, entries.data(), size);
}

Status get_services(NetlinkClient& client, const Buffer& to) {
  constexpr std::size_t kHeader = sizeof(ip_vs_get_services);
  if (to.size < kHeader) return kInvalid;
  const auto request = read<ip_vs_get_services>(to.data);
  if (to.size != kHeader + std::size_t{request.num_services} * sizeof(ip_vs_service_entry)) {
    return kInvalid;
  }
  const auto services = client.services();
  if (!services) return services.error();
  std::vector<ip_vs_service_entry> entries;
  for (const ServiceInfo& service : *services) {
    if (is_legacy(service)) {
      entries.push_back(entry_of(service, dest_count(client, service.spec.key)));
    }
  }
  put_entries(to, kHeader, entries);
  return {};
}

Status get_service(NetlinkClient& client, const Buffer& to) {
  if (to.size < sizeof(ip_vs_service_entry)) return kInvalid;
  const ServiceKey key = key_of(read<ip_vs_service_entry>(to.data));
  const auto service = client.service(key);
  if (!service) return service.error();
  const ip_vs_service_entry entry = entry_of(*service, dest_count(client, key));
  std::memcpy(to.data, &entry, sizeof entry);
  return {};
}

Status get_dests(NetlinkClient& client, const Buffer& to) {
  constexpr std::size_t kHeader = sizeof(ip_vs_get_dests);
  if (to.size < kHeader) return kInvalid;
  const auto request = read<ip_vs_get_dests>(to.data);
  if (to.size != kHeader + std::size_t{request.num_dests} * sizeof(ip_vs_dest_entry)) {
    return kInvalid;
  }
  const ServiceKey key = key_of(request);
  if (const auto service = client.service(key); !service) return service.error();
  const auto dests = client.dests(key);
  if (!dests) return dests.error();
  std::vector<ip_vs_dest_entry> entries;
  for (const DestInfo& dest : *dests) {
    if (is_legacy(dest)) entries.push_back(entry_of(dest));
  }
  put_entries(to, kHeader, entries);
  return {};
}

Status get_timeouts(NetlinkClient& client, const Buffer& to) {
  const auto timeouts = client.timeouts();
  if (!timeouts) return timeouts.error();
  const ip_vs_timeout_user answer{static_cast<int>(timeouts->tcp),
                                  static_cast<int>(timeouts->tcp_fin),
                                  static_cast<int>(timeouts->udp)};
  if (to.size < sizeof answer) return kInvalid;
  std::memcpy(to.data, &answer, sizeof answer);
  return {};
}

// The master's place is the first, the backup's the second.
Status get_daemons(NetlinkClient& client, const Buffer& to) {
  const auto daemons = client.daemons();
  if (!daemons) return daemons.error();
  ip_vs_daemon_user answer[2] = {};
  if (to.size < sizeof answer) return kInvalid;
  for (const rpc::DaemonSpec& daemon : *daemons) {
    answer[daemon.state == rpc::DaemonState::Backup ? 1 : 0] = entry_of(daemon);
  }
  std::memcpy(to.data, answer, sizeof answer);
  return {};
}

struct SetArguments {
  ip_vs_service_user service;
  ip_vs_dest_user dest;
};

Status set_service(NetlinkClient& client, int option, const SetArguments& arguments) {
  const ServiceKey key = key_of(arguments.service);
  switch (option) {
    case IP_VS_SO_SET_ADD:
      return client.add_service(spec_of(arguments.service));
    case IP_VS_SO_SET_EDIT:
      return client.edit_service(spec_of(arguments.service));
    case IP_VS_SO_SET_DEL:
      return client.delete_service(key);
    case IP_VS_SO_SET_ADDDEST:
      return client.add_dest(key, spec_of(arguments.dest));
    case IP_VS_SO_SET_EDITDEST:
      return client.edit_dest(key, spec_of(arguments.dest));
    case IP_VS_SO_SET_DELDEST:
      return client.delete_dest(key, spec_of(arguments.dest).key);
    case IP_VS_SO_SET_ZERO:
      return client.zero(names_no_service(arguments.service) ? nullptr : &key);
    default:
      return kInvalid;
  }
}

Status set_timeouts(NetlinkClient& client, const ip_vs_timeout_user& timeouts) {
  return client.set_timeouts({static_cast<std::uint32_t>(timeouts.tcp_timeout),
                              static_cast<std::uint32_t>(timeouts.tcp_fin_timeout),
                              static_cast<std::uint32_t>(timeouts.udp_timeout)});
}

// The size that the kernel wants, exactly; EINVAL for options it does not know.
Result<socklen_t> size_of_set(int option) {
  switch (option) {
    case IP_VS_SO_SET_ADD:
    case IP_VS_SO_SET_EDIT:
    case IP_VS_SO_SET_DEL:
    case IP_VS_SO_SET_ZERO:
      return socklen_t{sizeof(ip_vs_service_user)};
    case IP_VS_SO_SET_ADDDEST:
    case IP_VS_SO_SET_EDITDEST:
    case IP_VS_SO_SET_DELDEST:
      return socklen_t{sizeof(ip_vs_service_user) + sizeof(ip_vs_dest_user)};
    case IP_VS_SO_SET_FLUSH:
      return socklen_t{0};
    case IP_VS_SO_SET_TIMEOUT:
      return socklen_t{sizeof(ip_vs_timeout_user)};
    case IP_VS_SO_SET_STARTDAEMON:
    case IP_VS_SO_SET_STOPDAEMON:
      return socklen_t{sizeof(ip_vs_daemon_user)};
    default:
      return kInvalid;
  }
}

Status set(NetlinkClient& client, int option, const void* value, socklen_t size) {
  switch (option) {
    case IP_VS_SO_SET_FLUSH:
      return client.flush();
    case IP_VS_SO_SET_TIMEOUT:
      return set_timeouts(client, read<ip_vs_timeout_user>(value));
    case IP_VS_SO_SET_STARTDAEMON:
      return client.start_daemon(spec_of(read<ip_vs_daemon_user>(value)));
    case IP_VS_SO_SET_STOPDAEMON:
      return client.stop_daemon(spec_of(read<ip_vs_daemon_user>(value)));
    default:
      SetArguments arguments{};
      std::memcpy(&arguments, value, size);
      return set_service(client, option, arguments);
  }
}

Status get(NetlinkClient& client, int option, const Buffer& to) {
  switch (option) {
    case IP_VS_SO_GET_VERSION:
      return get_version(client, to);
    case IP_VS_SO_GET_INFO:
      return get_info(client, to);
    case IP_VS_SO_GET_SERVICES:
      return get_services(client, to);
    case IP_VS_SO_GET_SERVICE:
      return get_service(client, to);
    case IP_VS_SO_GET_DESTS:
      return get_dests(client, to);
    case IP_VS_SO_GET_TIMEOUT:
      return get_timeouts(client, to);
    case IP_VS_SO_GET_DAEMON:
      return get_daemons(client, to);
    default:
      return kInvalid;
  }
}

}  // namespace

bool is_legacy_option(int option) { return option >= IP_VS_BASE_CTL && option <= IP_VS_SO_SET_MAX; }

int get_legacy(int option, void* value, const socklen_t* size) {
  auto client = NetlinkClient::connect(control_path());
  return as_errno(client ? get(*client, option, {value, *size}) : client.error());
}

int set_legacy(int option, const void* value, socklen_t size) {
  const auto wanted = size_of_set(option);
  if (!wanted) return as_errno(wanted.error());
  if (*wanted != size) return as_errno(kInvalid);
  auto client = NetlinkClient::connect(control_path());
  return as_errno(client ? set(*client, option, value, size) : client.error());
}

}  // namespace nicvs::run
