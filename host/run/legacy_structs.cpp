// SPDX-License-Identifier: Apache-2.0
#include "host/run/legacy_structs.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace nicvs::run {
namespace {

IpAddress address_of(std::uint32_t network_order) { return IpAddress::v4(ntohl(network_order)); }
std::uint32_t raw_of(const IpAddress& address) { return htonl(address.value.word[0]); }

ServiceKey service_key(std::uint16_t protocol, std::uint32_t address, std::uint16_t port,
                       std::uint32_t fwmark) {
  ServiceKey key;
  key.fwmark = fwmark;
  if (fwmark != 0) return key;
  key.protocol = static_cast<Protocol>(protocol);
  key.address = address_of(address);
  key.port = ntohs(port);
  return key;
}

// The program's text may lack its final NUL.
template <std::size_t Size>
std::string text_of(const char (&text)[Size]) {
  return {text, strnlen(text, Size - 1)};
}

template <std::size_t Size>
void copy_text(const std::string& text, char (&to)[Size]) {
  std::memcpy(to, text.data(), std::min(text.size(), Size - 1));
}

ip_vs_stats_user stats_of(const Statistics& statistics) {
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto& [counters, rates] = statistics;
  ip_vs_stats_user stats{};
  stats.conns = low(counters.conns);
  stats.inpkts = low(counters.in_packets);
  stats.outpkts = low(counters.out_packets);
  stats.inbytes = counters.in_bytes;
  stats.outbytes = counters.out_bytes;
  stats.cps = low(rates.conns);
  stats.inpps = low(rates.in_packets);
  stats.outpps = low(rates.out_packets);
  stats.inbps = low(rates.in_bytes);
  stats.outbps = low(rates.out_bytes);
  return stats;
}

}  // namespace

ServiceKey key_of(const ip_vs_service_user& service) {
  return service_key(service.protocol, service.addr, service.port, service.fwmark);
}

ServiceKey key_of(const ip_vs_service_entry& entry) {
  return service_key(entry.protocol, entry.addr, entry.port, entry.fwmark);
}

ServiceKey key_of(const ip_vs_get_dests& request) {
  return service_key(request.protocol, request.addr, request.port, request.fwmark);
}

bool names_no_service(const ip_vs_service_user& service) {
  return service.fwmark == 0 && service.addr == 0 && service.port == 0;
}

ServiceSpec spec_of(const ip_vs_service_user& service) {
  ServiceSpec spec;
  spec.key = key_of(service);
  spec.scheduler = text_of(service.sched_name);
  spec.flags = service.flags;
  spec.persistence_timeout = service.timeout;
  spec.persistence_mask = ntohl(service.netmask);
  return spec;
}

DestSpec spec_of(const ip_vs_dest_user& dest) {
  DestSpec spec;
  spec.key = {address_of(dest.addr), ntohs(dest.port)};
  spec.method = static_cast<ForwardMethod>(dest.conn_flags & IP_VS_CONN_F_FWD_MASK);
  spec.weight = dest.weight;
  spec.upper_threshold = dest.u_threshold;
  spec.lower_threshold = dest.l_threshold;
  return spec;
}

rpc::DaemonSpec spec_of(const ip_vs_daemon_user& daemon) {
  rpc::DaemonSpec spec;
  spec.state = static_cast<rpc::DaemonState>(daemon.state);
  spec.interface = text_of(daemon.mcast_ifn);
  spec.sync_id = static_cast<std::uint32_t>(daemon.syncid);
  return spec;
}

ip_vs_service_entry entry_of(const ServiceInfo& service, std::uint32_t dest_count) {
  const ServiceSpec& spec = service.spec;
  ip_vs_service_entry entry{};
  entry.protocol = static_cast<std::uint16_t>(spec.key.protocol);
  entry.addr = raw_of(spec.key.address);
  entry.port = htons(spec.key.port);
  entry.fwmark = spec.key.fwmark;
  copy_text(spec.scheduler, entry.sched_name);
  entry.flags = spec.flags;
  entry.timeout = spec.persistence_timeout;
  entry.netmask = htonl(spec.persistence_mask);
  entry.num_dests = dest_count;
  entry.stats = stats_of(service.statistics);
  return entry;
}

ip_vs_dest_entry entry_of(const DestInfo& dest) {
  ip_vs_dest_entry entry{};
  entry.addr = raw_of(dest.spec.key.address);
  entry.port = htons(dest.spec.key.port);
  entry.conn_flags = static_cast<unsigned>(dest.spec.method);
  entry.weight = dest.spec.weight;
  entry.u_threshold = dest.spec.upper_threshold;
  entry.l_threshold = dest.spec.lower_threshold;
  entry.activeconns = dest.active_conns;
  entry.inactconns = dest.inactive_conns;
  entry.persistconns = dest.persistent_conns;
  entry.stats = stats_of(dest.statistics);
  return entry;
}

ip_vs_daemon_user entry_of(const rpc::DaemonSpec& daemon) {
  ip_vs_daemon_user entry{};
  entry.state = static_cast<int>(daemon.state);
  copy_text(daemon.interface, entry.mcast_ifn);
  entry.syncid = static_cast<int>(daemon.sync_id);
  return entry;
}

bool is_legacy(const ServiceInfo& service) { return service.spec.key.family == Family::Ipv4; }
bool is_legacy(const DestInfo& dest) { return dest.spec.key.address.family == Family::Ipv4; }

}  // namespace nicvs::run
