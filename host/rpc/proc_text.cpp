// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/proc_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "host/ipvs/conn_text.hpp"
#include "host/ipvs/method_text.hpp"
#include "nicvs/dp/names.hpp"

namespace nicvs::rpc {
namespace {

// "0A000001:0050" or "[2001:0db8:0000:0000:0000:0000:0000:0001]:0050".
std::string hex_of(const IpAddress& address, std::uint16_t port) {
  const auto& word = address.value.word;
  if (address.family == Family::Ipv4) return fmt::format("{:08X}:{:04X}", word[0], port);
  std::string groups;
  for (const std::uint32_t w : word) {
    fmt::format_to(std::back_inserter(groups), "{}{:04x}:{:04x}", groups.empty() ? "" : ":",
                   w >> 16, w & 0xffff);
  }
  return fmt::format("[{}]:{:04X}", groups, port);
}

// The blanks differ between the three kinds of services, as in the kernel's formats.
std::string service_line(const ServiceSpec& spec) {
  const char* ops = (spec.flags & service_flag::kOnePacket) != 0 ? "ops " : "";
  std::string line;
  if (spec.key.is_fwmark()) {
    line = fmt::format("FWM  {:08X} {} {}", spec.key.fwmark, spec.scheduler, ops);
  } else {
    line = fmt::format("{}  {} {} ", dp::protocol_name(spec.key.protocol),
                       hex_of(spec.key.address, spec.key.port), spec.scheduler);
    if (spec.key.family == Family::Ipv4) line += std::string(ops) + " ";
  }
  if ((spec.flags & service_flag::kPersistent) != 0) {
    line += fmt::format("persistent {} {:08X}", spec.persistence_timeout, spec.persistence_mask);
  }
  return line + "\n";
}

std::string dest_line(const DestInfo& dest) {
  return fmt::format("  -> {}      {:<7} {:<6} {:<10} {:<10}\n",
                     hex_of(dest.spec.key.address, dest.spec.key.port),
                     ipvs::method_text(dest.spec.method), dest.spec.weight, dest.active_conns,
                     dest.inactive_conns);
}

}  // namespace

std::string proc_ip_vs(const DataPlane& plane) {
  std::string text = fmt::format(
      "IP Virtual Server version 1.2.1 (size={})\n"
      "Prot LocalAddress:Port Scheduler Flags\n"
      "  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n",
      plane.info().conn_table_size);
  for (const ServiceInfo& service : plane.services()) {
    text += service_line(service.spec);
    const auto dests = plane.dests(service.spec.key);
    if (!dests) continue;
    for (const DestInfo& dest : *dests) text += dest_line(dest);
  }
  return text;
}

std::string proc_ip_vs_conn(const DataPlane& plane) {
  std::string text(ipvs::kConnTableHeader);
  text += '\n';
  plane.each_conn([&text](const ConnInfo& conn) {
    ipvs::append_conn_line(text, conn);
    text += '\n';
    return true;
  });
  return text;
}

std::string proc_ip_vs_conn_sync(const DataPlane& plane) {
  std::string text(ipvs::kConnSyncHeader);
  text += '\n';
  plane.each_conn([&text](const ConnInfo& conn) {
    ipvs::append_conn_sync_line(text, conn);
    text += '\n';
    return true;
  });
  return text;
}

std::string proc_ip_vs_stats(const DataPlane& plane) {
  Counters sum;
  Rates rates;
  for (const ServiceInfo& service : plane.services()) {
    const Counters& counters = service.statistics.counters;
    sum.conns += counters.conns;
    sum.in_packets += counters.in_packets;
    sum.out_packets += counters.out_packets;
    sum.in_bytes += counters.in_bytes;
    sum.out_bytes += counters.out_bytes;
    rates.conns += service.statistics.rates.conns;
    rates.in_packets += service.statistics.rates.in_packets;
    rates.out_packets += service.statistics.rates.out_packets;
    rates.in_bytes += service.statistics.rates.in_bytes;
    rates.out_bytes += service.statistics.rates.out_bytes;
  }
  return fmt::format(
      "   Total Incoming Outgoing         Incoming         Outgoing\n"
      "   Conns  Packets  Packets            Bytes            Bytes\n"
      "{:8X} {:8X} {:8X} {:16X} {:16X}\n\n"
      " Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s\n"
      "{:8X} {:8X} {:8X} {:16X} {:16X}\n",
      sum.conns, sum.in_packets, sum.out_packets, sum.in_bytes, sum.out_bytes, rates.conns,
      rates.in_packets, rates.out_packets, rates.in_bytes, rates.out_bytes);
}

}  // namespace nicvs::rpc
