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

bool SyncReporter::enable() { return notes_.enable(conns_.capacity()) && ring_.enable(); }

bool SyncReporter::choose(const Conn& conn, dp::Lineage lineage, dp::SyncNote& note,
                          std::uint32_t packets, Tick now) {
  const SettingValues& settings = core_.settings.values();
  const dp::SyncChoice choice = dp::sync_choice(
      {conn.protocol, conn.state, conn.flags, ticks_of(conn.timeout_s)}, lineage, note, packets,
      now, rules_of(settings),
      settings.sync_persist_mode != 0 ? dp::PersistMode::TemplatesOnly : dp::PersistMode::All);
  note = choice.note;
  return choice.send == dp::SyncSend::Yes;
}

// The kernel's in_persistence.
dp::Lineage SyncReporter::lineage_of(ConnIndex index) const {
  const ConnIndex controller = ftp_.controller_of(index);
  const Conn& eldest = conns_.conn(controller != kNoConn ? controller : index);
  return eldest.control != kNoConn ? dp::Lineage::OfTemplate : dp::Lineage::Own;
}

// The kernel's master leaves out how far an FTP control conn is shifted: its netfilter knows that,
// and no backup.
void SyncReporter::push(ConnIndex index) {
  SyncedConn conn = synced(conns_.conn(index), conns_.addresses(index));
  ftp_.describe(index, conn);
  ring_.push({conn, version()});
}

void SyncReporter::push_template(ConnIndex index) {
  const ConnTable& table = core_.templates.table();
  SyncedConn conn = synced(table.conn(index), table.addresses(index));
  conn.engine_data = SyncedEngineData(core_.templates.engine_data(index));
  ring_.push({conn, version()});
}

// Version 0 tells of no IPv6 conn, and of what controls a conn only behind that conn.
void SyncReporter::report(ConnIndex index, std::uint32_t packets, Tick now) {
  while (version() != 0 || conns_.conn(index).family == Family::Ipv4) {
    const Conn& conn = conns_.conn(index);
    const bool is_sent = choose(conn, lineage_of(index), notes_[index], packets, now);
    if (is_sent) push(index);
    if (!is_sent && version() == 0) return;
    const ConnIndex controller = ftp_.controller_of(index);
    if (controller == kNoConn) {
      if (conn.control != kNoConn) report_template(conn.control, now);
      return;
    }
    index = controller;
    packets = threshold();
  }
}

void SyncReporter::after_one_packet(ConnIndex control, Tick now) {
  if (control != kNoConn && version() != 0) report_template(control, now);
}

void SyncReporter::report_template(ConnIndex index, Tick now) {
  const std::lock_guard lock(core_.slow_path);
  const std::uint32_t packets = core_.templates.count_packet(index);
  const Conn& conn = core_.templates.table().conn(index);
  if (choose(conn, dp::Lineage::Own, core_.template_notes[index], packets, now)) {
    push_template(index);
  }
}

void SyncReporter::after_template_postponement(ConnIndex index, Tick now) {
  const Conn& conn = core_.templates.table().conn(index);
  if (version() == 0 && conn.family == Family::Ipv6) return;
  if (choose(conn, dp::Lineage::Own, core_.template_notes[index], threshold(), now)) {
    push_template(index);
  }
}

}  // namespace nicvs::soft
