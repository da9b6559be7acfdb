// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/sync_reporter.hpp"

#include <mutex>

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kMinRefresh_s = 10;

dp::SyncRules rules_of(const SettingValues& settings) {
  return {static_cast<std::uint32_t>(settings.sync_threshold),
          static_cast<std::uint32_t>(settings.sync_period),
          ticks_of(static_cast<std::uint32_t>(settings.sync_refresh_period)),
          static_cast<std::uint32_t>(settings.sync_retries), ticks_of(kMinRefresh_s)};
}

SyncedConn synced(const Conn& conn, const ConnAddresses& addresses) {
  SyncedConn out;
  out.family = conn.family;
  out.protocol = conn.protocol;
  out.state = conn.state;
  out.client_port = conn.client_port;
  out.virtual_port = conn.virtual_port;
  out.dest_port = conn.dest_port;
  out.flags = conn.flags & own_flag::kVisible;
  out.fwmark = conn.fwmark;
  out.timeout_s = conn.timeout_s;
  out.client = addresses.client;
  out.virtual_address = addresses.virtual_address;
  out.dest = addresses.dest;
  return out;
}

}  // namespace

bool SyncReporter::enable(std::uint64_t conn_capacity) {
  return notes_.enable(conn_capacity) && ring_.enable();
}

bool SyncReporter::choose(const Conn& conn, dp::SyncNote& note, std::uint32_t packets, Tick now) {
  const SettingValues& settings = core_.settings.values();
  const bool is_of_template = !conn.is_template() && conn.control != kNoConn;
  const dp::SyncChoice choice = dp::sync_choice(
      {conn.protocol, conn.state, conn.flags, ticks_of(conn.timeout_s)},
      is_of_template ? dp::Lineage::OfTemplate : dp::Lineage::Own, note, packets, now,
      rules_of(settings),
      settings.sync_persist_mode != 0 ? dp::PersistMode::TemplatesOnly : dp::PersistMode::All);
  note = choice.note;
  return choice.send == dp::SyncSend::Yes;
}

void SyncReporter::push(const ConnTable& table, ConnIndex index, std::uint8_t version) {
  ring_.push({synced(table.conn(index), table.addresses(index)), version});
}

// Version 0 tells of no IPv6 conn, and of a template only behind its conn.
void SyncReporter::after_request(const ConnTable& conns, ConnIndex index, Tick now) {
  const Conn& conn = conns.conn(index);
  const std::uint8_t in_version = version();
  if (in_version == 0 && conn.family == Family::Ipv6) return;
  const bool is_sent = choose(conn, notes_[index], conn.packets, now);
  if (is_sent) push(conns, index, in_version);
  if (conn.control != kNoConn && (is_sent || in_version != 0)) report_template(conn.control, now);
}

void SyncReporter::after_one_packet(ConnIndex control, Tick now) {
  if (control != kNoConn && version() != 0) report_template(control, now);
}

void SyncReporter::report_template(ConnIndex index, Tick now) {
  const std::lock_guard lock(core_.slow_path);
  // What a persistence engine knows a template by has no place in a SyncedConn.
  if (!core_.templates.engine_data(index).empty()) return;
  const std::uint32_t packets = core_.templates.count_packet(index);
  const ConnTable& table = core_.templates.table();
  if (choose(table.conn(index), core_.template_notes[index], packets, now)) {
    push(table, index, version());
  }
}

void SyncReporter::after_postponement(ConnIndex index, Tick now) {
  const ConnTable& table = core_.templates.table();
  const Conn& conn = table.conn(index);
  const bool is_telling = version() != 0 || conn.family == Family::Ipv4;
  if (!is_telling || !core_.templates.engine_data(index).empty()) return;
  const auto threshold = static_cast<std::uint32_t>(core_.settings.values().sync_threshold);
  if (choose(conn, core_.template_notes[index], threshold, now)) push(table, index, version());
}

}  // namespace nicvs::soft
