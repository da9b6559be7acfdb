// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <linux/ip_vs.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "host/rpc/ipvs_messages.hpp"

namespace nicvs::rpc {
namespace {

std::uint16_t address_family_of(Family family) {
  return family == Family::Ipv4 ? AF_INET : AF_INET6;
}

// Always 16 bytes (union nf_inet_addr); zeros behind an IPv4 address.
std::array<std::uint8_t, 16> bytes_of(const IpAddress& address) {
  std::array<std::uint32_t, 4> words = address.value.word;
  for (auto& word : words) word = htonl(word);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), words.data(), bytes.size());
  return bytes;
}

void put_service_key(NetlinkWriter& writer, const ServiceKey& key) {
  writer.put_u16(IPVS_SVC_ATTR_AF, address_family_of(key.family));
  if (key.is_fwmark()) {
    writer.put_u32(IPVS_SVC_ATTR_FWMARK, key.fwmark);
    return;
  }
  writer.put_u16(IPVS_SVC_ATTR_PROTOCOL, static_cast<std::uint16_t>(key.protocol));
  writer.put(IPVS_SVC_ATTR_ADDR, bytes_of(key.address));
  writer.put_be16(IPVS_SVC_ATTR_PORT, key.port);
}

void put_service(NetlinkWriter& writer, const ServiceSpec& spec) {
  put_service_key(writer, spec.key);
  writer.put_text(IPVS_SVC_ATTR_SCHED_NAME, spec.scheduler);
  if (!spec.persistence_engine.empty()) {
    writer.put_text(IPVS_SVC_ATTR_PE_NAME, spec.persistence_engine);
  }
  std::array<std::uint8_t, sizeof(ip_vs_flags)> flag_bytes{};
  const ip_vs_flags flags{spec.flags, ~0U};
  std::memcpy(flag_bytes.data(), &flags, flag_bytes.size());
  writer.put(IPVS_SVC_ATTR_FLAGS, flag_bytes);
  writer.put_u32(IPVS_SVC_ATTR_TIMEOUT, spec.persistence_timeout);
  const std::uint32_t mask = spec.persistence_mask;
  writer.put_u32(IPVS_SVC_ATTR_NETMASK, spec.key.family == Family::Ipv4 ? htonl(mask) : mask);
}

void put_dest(NetlinkWriter& writer, const DestSpec& dest) {
  writer.put(IPVS_DEST_ATTR_ADDR, bytes_of(dest.key.address));
  writer.put_be16(IPVS_DEST_ATTR_PORT, dest.key.port);
  writer.put_u16(IPVS_DEST_ATTR_ADDR_FAMILY, address_family_of(dest.key.address.family));
  writer.put_u32(IPVS_DEST_ATTR_FWD_METHOD, static_cast<std::uint32_t>(dest.method));
  writer.put_u32(IPVS_DEST_ATTR_WEIGHT, static_cast<std::uint32_t>(dest.weight));
  writer.put_u8(IPVS_DEST_ATTR_TUN_TYPE, static_cast<std::uint8_t>(dest.tunnel_type));
  writer.put_be16(IPVS_DEST_ATTR_TUN_PORT, dest.tunnel_port);
  writer.put_u16(IPVS_DEST_ATTR_TUN_FLAGS, dest.tunnel_flags);
  writer.put_u32(IPVS_DEST_ATTR_U_THRESH, dest.upper_threshold);
  writer.put_u32(IPVS_DEST_ATTR_L_THRESH, dest.lower_threshold);
}

// The legacy set keeps the low 32 bits of everything but the byte counters, as the kernel does.
void put_statistics32(NetlinkWriter& writer, std::uint16_t type, const Statistics& statistics) {
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const std::size_t mark = writer.open_nest(type);
  writer.put_u32(IPVS_STATS_ATTR_CONNS, low(statistics.counters.conns));
  writer.put_u32(IPVS_STATS_ATTR_INPKTS, low(statistics.counters.in_packets));
  writer.put_u32(IPVS_STATS_ATTR_OUTPKTS, low(statistics.counters.out_packets));
  writer.put_u64(IPVS_STATS_ATTR_INBYTES, statistics.counters.in_bytes);
  writer.put_u64(IPVS_STATS_ATTR_OUTBYTES, statistics.counters.out_bytes);
  writer.put_u32(IPVS_STATS_ATTR_CPS, low(statistics.rates.conns));
  writer.put_u32(IPVS_STATS_ATTR_INPPS, low(statistics.rates.in_packets));
  writer.put_u32(IPVS_STATS_ATTR_OUTPPS, low(statistics.rates.out_packets));
  writer.put_u32(IPVS_STATS_ATTR_INBPS, low(statistics.rates.in_bytes));
  writer.put_u32(IPVS_STATS_ATTR_OUTBPS, low(statistics.rates.out_bytes));
  writer.close_nest(mark);
}

void put_statistics64(NetlinkWriter& writer, std::uint16_t type, const Statistics& statistics) {
  const std::size_t mark = writer.open_nest(type);
  writer.put_u64(IPVS_STATS_ATTR_CONNS, statistics.counters.conns);
  writer.put_u64(IPVS_STATS_ATTR_INPKTS, statistics.counters.in_packets);
  writer.put_u64(IPVS_STATS_ATTR_OUTPKTS, statistics.counters.out_packets);
  writer.put_u64(IPVS_STATS_ATTR_INBYTES, statistics.counters.in_bytes);
  writer.put_u64(IPVS_STATS_ATTR_OUTBYTES, statistics.counters.out_bytes);
  writer.put_u64(IPVS_STATS_ATTR_CPS, statistics.rates.conns);
  writer.put_u64(IPVS_STATS_ATTR_INPPS, statistics.rates.in_packets);
  writer.put_u64(IPVS_STATS_ATTR_OUTPPS, statistics.rates.out_packets);
  writer.put_u64(IPVS_STATS_ATTR_INBPS, statistics.rates.in_bytes);
  writer.put_u64(IPVS_STATS_ATTR_OUTBPS, statistics.rates.out_bytes);
  writer.close_nest(mark);
}

}  // namespace

void encode_service_key(NetlinkWriter& writer, const ServiceKey& key) {
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_SERVICE);
  put_service_key(writer, key);
  writer.close_nest(mark);
}

void encode_service(NetlinkWriter& writer, const ServiceSpec& spec) {
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_SERVICE);
  put_service(writer, spec);
  writer.close_nest(mark);
}

void encode_service_info(NetlinkWriter& writer, const ServiceInfo& info) {
  ServiceSpec spec = info.spec;
  spec.flags |= service_flag::kHashed;  // the kernel shows it of every service in its table
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_SERVICE);
  put_service(writer, spec);
  put_statistics32(writer, IPVS_SVC_ATTR_STATS, info.statistics);
  put_statistics64(writer, IPVS_SVC_ATTR_STATS64, info.statistics);
  writer.close_nest(mark);
}

void encode_dest(NetlinkWriter& writer, const DestSpec& dest) {
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_DEST);
  put_dest(writer, dest);
  writer.close_nest(mark);
}

void encode_dest_info(NetlinkWriter& writer, const DestInfo& info) {
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_DEST);
  put_dest(writer, info.spec);
  writer.put_u32(IPVS_DEST_ATTR_ACTIVE_CONNS, info.active_conns);
  writer.put_u32(IPVS_DEST_ATTR_INACT_CONNS, info.inactive_conns);
  writer.put_u32(IPVS_DEST_ATTR_PERSIST_CONNS, info.persistent_conns);
  put_statistics32(writer, IPVS_DEST_ATTR_STATS, info.statistics);
  put_statistics64(writer, IPVS_DEST_ATTR_STATS64, info.statistics);
  writer.close_nest(mark);
}

void encode_timeouts(NetlinkWriter& writer, const Timeouts& timeouts) {
  writer.put_u32(IPVS_CMD_ATTR_TIMEOUT_TCP, timeouts.tcp);
  writer.put_u32(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, timeouts.tcp_fin);
  writer.put_u32(IPVS_CMD_ATTR_TIMEOUT_UDP, timeouts.udp);
}

void encode_daemon(NetlinkWriter& writer, const DaemonSpec& daemon) {
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_DAEMON);
  writer.put_u32(IPVS_DAEMON_ATTR_STATE, static_cast<std::uint32_t>(daemon.state));
  writer.put_text(IPVS_DAEMON_ATTR_MCAST_IFN, daemon.interface);
  writer.put_u32(IPVS_DAEMON_ATTR_SYNC_ID, daemon.sync_id);
  if (daemon.max_length != 0) writer.put_u16(IPVS_DAEMON_ATTR_SYNC_MAXLEN, daemon.max_length);
  if (daemon.group && daemon.group->family == Family::Ipv4) {
    writer.put_be32(IPVS_DAEMON_ATTR_MCAST_GROUP, daemon.group->value.word[0]);
  } else if (daemon.group) {
    writer.put(IPVS_DAEMON_ATTR_MCAST_GROUP6, bytes_of(*daemon.group));
  }
  if (daemon.port != 0) writer.put_u16(IPVS_DAEMON_ATTR_MCAST_PORT, daemon.port);
  if (daemon.ttl != 0) writer.put_u8(IPVS_DAEMON_ATTR_MCAST_TTL, daemon.ttl);
  writer.close_nest(mark);
}

}  // namespace nicvs::rpc
