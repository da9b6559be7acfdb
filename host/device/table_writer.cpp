// SPDX-License-Identifier: Apache-2.0
#include "host/device/table_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <string>

#include "nicvs/dp/conn_track.hpp"

namespace nicvs::device {
namespace {

Error invalid(const char* layout, const std::string& problem) {
  return {EINVAL, std::string(layout) + ": " + problem};
}

// `what` counts from 0 and has `limit` places.
Status check_below(const char* layout, const char* what, std::uint32_t value, std::uint32_t limit) {
  if (value >= limit) {
    return invalid(layout, std::string(what) + " is " + std::to_string(value) +
                               ", expected less than " + std::to_string(limit));
  }
  return {};
}

Status first_error(std::initializer_list<Status> checks) {
  const auto* found =
      std::find_if(checks.begin(), checks.end(), [](const Status& s) { return !s; });
  return found == checks.end() ? Status{} : *found;
}

template <class Layout>
Status check_fit(const Layout& layout) {
  const char* field = card::misfit(layout);
  return field == nullptr
             ? Status{}
             : Status{invalid(Layout::kName, std::string(field) + " is too large for its field")};
}

Error no_room() { return {EAGAIN, "the ring to the card has no room"}; }

}  // namespace

template <class Entry>
Status TableWriter::send(card::Table table, std::uint32_t index, std::uint32_t limit,
                         const Entry& entry) {
  if (Status status =
          first_error({check_below(Entry::kName, "index", index, limit), check_fit(entry)});
      !status) {
    return status;
  }
  card::TableCommand command{};
  command.head.kind = card::RecordKind::WriteTable;
  command.table_id = table;
  command.index = index;
  const auto bytes = card::encode(entry);
  static_assert(bytes.size() <= std::tuple_size_v<decltype(command.entry)>);
  std::copy(bytes.begin(), bytes.end(), command.entry.begin());
  return rings_.push(command) ? Status{} : Status{no_room()};
}

Status TableWriter::write(std::uint32_t slot, const card::ServiceEntry& entry) {
  const char* name = card::ServiceEntry::kName;
  if (Status status = first_error(
          {check_below(name, "end of scheduling slots",
                       std::uint32_t{entry.sched_base} + entry.sched_count,
                       capabilities_.sched_slots + 1),
           check_below(name, "end of dests", std::uint32_t{entry.dest_base} + entry.dest_count,
                       capabilities_.dest_slots + 1),
           check_below(name, "client_next_hop", entry.client_next_hop,
                       capabilities_.next_hop_slots)});
      !status) {
    return status;
  }
  return send(card::Table::Service, slot, capabilities_.service_slots, entry);
}

Status TableWriter::write(std::uint32_t dest, const card::DestEntry& entry) {
  const char* name = card::DestEntry::kName;
  if (Status status =
          first_error({check_below(name, "next_hop", entry.next_hop, capabilities_.next_hop_slots),
                       check_below(name, "service", entry.service, capabilities_.service_slots)});
      !status) {
    return status;
  }
  return send(card::Table::Dest, dest, capabilities_.dest_slots, entry);
}

Status TableWriter::write(std::uint32_t next_hop, const card::NextHopEntry& entry) {
  if (Status status =
          check_below(card::NextHopEntry::kName, "port", entry.port, capabilities_.ports);
      !status) {
    return status;
  }
  return send(card::Table::NextHop, next_hop, capabilities_.next_hop_slots, entry);
}

Status TableWriter::write(std::uint32_t sched_slot, const card::SchedSlotEntry& entry) {
  if (Status status =
          check_below(card::SchedSlotEntry::kName, "dest", entry.dest, capabilities_.dest_slots);
      !status) {
    return status;
  }
  return send(card::Table::SchedSlot, sched_slot, capabilities_.sched_slots, entry);
}

Status TableWriter::write(std::uint32_t timeout_class, const card::TimeoutEntry& entry) {
  return send(card::Table::Timeout, timeout_class, dp::kTimeoutClasses, entry);
}

Status TableWriter::send(card::RecordKind kind, card::ConnCommand conn, std::uint16_t token) {
  const char* name = card::ConnCommand::kName;
  if (conn.protocol == card::ProtocolCode::Free) {
    return invalid(name, "protocol is FREE, expected TCP, UDP or SCTP");
  }
  if (Status status = first_error(
          {check_below(name, "state", conn.state, 16),
           check_below(name, "dest", conn.dest, capabilities_.dest_slots),
           check_below(name, "reply_next_hop", conn.reply_next_hop, capabilities_.next_hop_slots),
           check_fit(conn)});
      !status) {
    return status;
  }
  conn.head.kind = kind;
  conn.head.token = token;
  return rings_.push(conn) ? Status{} : Status{no_room()};
}

Status TableWriter::insert_conn(const card::ConnCommand& conn, std::uint16_t token) {
  return send(card::RecordKind::InsertConn, conn, token);
}

Status TableWriter::change_conn(const card::ConnCommand& conn, std::uint16_t token) {
  return send(card::RecordKind::ChangeConn, conn, token);
}

Status TableWriter::delete_conn(const card::ConnCommand& conn, std::uint16_t token) {
  return send(card::RecordKind::DeleteConn, conn, token);
}

Status TableWriter::read_stats(card::Table table, std::uint32_t index, std::uint16_t token) {
  const char* name = card::StatsCommand::kName;
  if (table != card::Table::Service && table != card::Table::Dest) {
    return invalid(name, "table_id is " + std::to_string(static_cast<unsigned>(table)) +
                             ", expected SERVICE or DEST");
  }
  const std::uint32_t limit =
      table == card::Table::Service ? capabilities_.service_slots : capabilities_.dest_slots;
  if (Status status = check_below(name, "index", index, limit); !status) {
    return status;
  }
  card::StatsCommand command{};
  command.head.kind = card::RecordKind::ReadStats;
  command.head.token = token;
  command.table_id = table;
  command.index = index;
  return rings_.push(command) ? Status{} : Status{no_room()};
}

}  // namespace nicvs::device
