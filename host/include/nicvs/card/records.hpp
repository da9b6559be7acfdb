// SPDX-License-Identifier: Apache-2.0
// Records of the rings between host and card; all but ring_status begin with RecordHead.
//
//   const auto head = card::decode<card::RecordHead>(cell);
//   if (head.kind == card::RecordKind::ConnEvent) { ... decode<card::ConnEvent>(cell) ... }
//
// What comes from a ring is hostile: is_known() before an enum means something.
// Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit.
#pragma once

#include <array>
#include <cstdint>
#include <tuple>

#include "nicvs/card/bit_fields.hpp"
#include "nicvs/card/tables.hpp"
#include "nicvs/dp/types.hpp"
#include "nicvs/dp/verdict.hpp"

namespace nicvs::card {

// Tables that commands name.
enum class Table : std::uint8_t {
  Service = 0,    // service_entry, by slot.
  Dest = 1,       // dest_entry, by dest.
  NextHop = 2,    // next_hop_entry, by next hop.
  SchedSlot = 3,  // sched_slot_entry, by scheduling slot.
  Timeout = 4,    // timeout_entry, by dp::TimeoutClass.
};
// Whether a number from outside is one of them.
constexpr bool is_known(Table value) {
  switch (value) {
    case Table::Service:
    case Table::Dest:
    case Table::NextHop:
    case Table::SchedSlot:
    case Table::Timeout:
      return true;
  }
  return false;
}

// What a record in a ring is. Kinds below 128 go to the host, the others to the card.
enum class RecordKind : std::uint8_t {
  None = 0,           // No record: what zeroed memory says.
  HostFrame = 1,      // host_frame: a frame that the card passes to the host.
  ConnEvent = 2,      // conn_event: a conn was created, changed or removed.
  CommandResult = 3,  // command_result: what became of a command.
  StatsResult = 4,    // stats_result: counters of a service or dest.
  CardFrame = 129,    // card_frame: a frame to be sent.
  InsertConn = 130,   // conn_command: store a conn.
  ChangeConn = 131,   // conn_command: new state, flags and idle time of a conn.
  DeleteConn = 132,   // conn_command: forget a conn; there is no event.
  WriteTable = 133,   // table_command: store an entry as a whole.
  ReadStats = 134,    // stats_command: ask for a stats_result.
};
// Whether a number from outside is one of them.
constexpr bool is_known(RecordKind value) {
  switch (value) {
    case RecordKind::None:
    case RecordKind::HostFrame:
    case RecordKind::ConnEvent:
    case RecordKind::CommandResult:
    case RecordKind::StatsResult:
    case RecordKind::CardFrame:
    case RecordKind::InsertConn:
    case RecordKind::ChangeConn:
    case RecordKind::DeleteConn:
    case RecordKind::WriteTable:
    case RecordKind::ReadStats:
      return true;
  }
  return false;
}

// What happened to a conn.
enum class ConnEventKind : std::uint8_t {
  Created = 0,  // The card scheduled it.
  Changed = 1,  // A packet changed its state or flags.
  Expired = 2,  // The ager removed it.
};
// Whether a number from outside is one of them.
constexpr bool is_known(ConnEventKind value) {
  switch (value) {
    case ConnEventKind::Created:
    case ConnEventKind::Changed:
    case ConnEventKind::Expired:
      return true;
  }
  return false;
}

// What became of a command.
enum class CommandStatus : std::uint8_t {
  Done = 0,       // It was carried out.
  TableFull = 1,  // No free slot for the conn's keys; nothing was stored.
  Exists = 2,     // A conn with this key is there already.
  NotFound = 3,   // There is no conn with this key.
  BadIndex = 4,   // The index is not below the capability register's number.
  BadKind = 5,    // A record kind or table that the card does not know.
};
// Whether a number from outside is one of them.
constexpr bool is_known(CommandStatus value) {
  switch (value) {
    case CommandStatus::Done:
    case CommandStatus::TableFull:
    case CommandStatus::Exists:
    case CommandStatus::NotFound:
    case CommandStatus::BadIndex:
    case CommandStatus::BadKind:
      return true;
  }
  return false;
}

// What all records begin with.
struct RecordHead {
  static constexpr const char* kName = "record_head";
  static constexpr unsigned kBits = 64;

  RecordKind kind{};             // Which record this is.
  std::uint8_t cells{};          // The record with its head: 1 and what frame_length needs. [cells]
  std::uint16_t frame_length{};  // Of the frame that follows, FCS excluded; 0: none. [bytes]
  std::uint16_t serial{};  // One more than in the record before, modulo 65536; 0 in the first since
                           // the ring was set up.
  std::uint16_t token{};   // A command's mark, repeated in its result; 0: no result wanted.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"kind", 0, 8}, self.kind);
    visit(BitField{"cells", 8, 8}, self.cells);
    visit(BitField{"frame_length", 16, 16}, self.frame_length);
    visit(BitField{"serial", 32, 16}, self.serial);
    visit(BitField{"token", 48, 16}, self.token);
  }
  bool operator==(const RecordHead&) const = default;
};

// A frame that the card passes to the host, unchanged.
struct HostFrame {
  static constexpr const char* kName = "host_frame";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  std::uint8_t port{};       // The MAC port it came from.
  dp::Reason reason{};       // Why the card did not decide.
  std::uint64_t received{};  // When its first beat came, since the card's reset. [cycles]

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"port", 64, 8}, self.port);
    visit(BitField{"reason", 72, 8}, self.reason);
    visit(BitField{"received", 128, 64}, self.received);
  }
  bool operator==(const HostFrame&) const = default;
};

// A conn was created, changed or removed by the card.
struct ConnEvent {
  static constexpr const char* kName = "conn_event";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  ConnEventKind event_kind{};       // What happened.
  ProtocolCode protocol{};          // TCP, UDP or SCTP.
  std::uint8_t state{};             // The state, of the protocol's enum in dp.
  bool no_output{};                 // dp::conn_flag::kNoOutput.
  bool inactive{};                  // dp::conn_flag::kInactive.
  std::uint32_t client{};           // The client's address.
  std::uint32_t virtual_address{};  // The service's address.
  std::uint16_t client_port{};      // The client's port.
  std::uint16_t virtual_port{};     // The service's port.
  std::uint32_t conn{};             // The slot of its conn_state.
  std::uint8_t generation{};        // Of the conn_state.
  dp::ForwardMethod method{};       // The forward method.
  std::uint16_t dest{};             // Its dest.
  std::uint16_t service{};          // The slot of its service.
  std::uint16_t last_seen{};        // When the last packet came, modulo 65536. [AGE_TICK]
  std::uint16_t packets{};          // From the client, modulo 16384. [packets]

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"event_kind", 64, 8}, self.event_kind);
    visit(BitField{"protocol", 72, 8}, self.protocol);
    visit(BitField{"state", 80, 8}, self.state);
    visit(BitField{"no_output", 88, 1}, self.no_output);
    visit(BitField{"inactive", 89, 1}, self.inactive);
    visit(BitField{"client", 96, 32}, self.client);
    visit(BitField{"virtual_address", 128, 32}, self.virtual_address);
    visit(BitField{"client_port", 160, 16}, self.client_port);
    visit(BitField{"virtual_port", 176, 16}, self.virtual_port);
    visit(BitField{"conn", 192, 32}, self.conn);
    visit(BitField{"generation", 224, 8}, self.generation);
    visit(BitField{"method", 232, 8}, self.method);
    visit(BitField{"dest", 240, 16}, self.dest);
    visit(BitField{"service", 256, 16}, self.service);
    visit(BitField{"last_seen", 272, 16}, self.last_seen);
    visit(BitField{"packets", 288, 16}, self.packets);
  }
  bool operator==(const ConnEvent&) const = default;
};

// What became of the command with the same token.
struct CommandResult {
  static constexpr const char* kName = "command_result";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  CommandStatus status{};     // Whether it was carried out.
  std::uint32_t conn{};       // Of INSERT_CONN: the slot of its conn_state.
  std::uint8_t generation{};  // Of INSERT_CONN: that of the conn_state.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"status", 64, 8}, self.status);
    visit(BitField{"conn", 96, 32}, self.conn);
    visit(BitField{"generation", 128, 8}, self.generation);
  }
  bool operator==(const CommandResult&) const = default;
};

// Counters of a service or dest since the card's reset, all of the same cycle.
struct StatsResult {
  static constexpr const char* kName = "stats_result";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  Table table_id{};                 // SERVICE or DEST.
  std::uint32_t index{};            // Which., 24 bits
  std::uint32_t conns{};            // Scheduled by the card, modulo 2^32. [conns]
  std::uint64_t request_packets{};  // Forwarded to dests. [packets]
  std::uint64_t request_bytes{};    // Their bytes of layer 3, as they came. [bytes]
  std::uint64_t reply_packets{};    // Forwarded to clients. [packets]
  std::uint64_t reply_bytes{};      // Their bytes of layer 3, as they came. [bytes]
  std::uint32_t active{};           // Active conns in the card now. [conns]
  std::uint32_t inactive{};         // Inactive conns in the card now. [conns]

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"table_id", 64, 8}, self.table_id);
    visit(BitField{"index", 72, 24}, self.index);
    visit(BitField{"conns", 96, 32}, self.conns);
    visit(BitField{"request_packets", 128, 64}, self.request_packets);
    visit(BitField{"request_bytes", 192, 64}, self.request_bytes);
    visit(BitField{"reply_packets", 256, 64}, self.reply_packets);
    visit(BitField{"reply_bytes", 320, 64}, self.reply_bytes);
    visit(BitField{"active", 384, 32}, self.active);
    visit(BitField{"inactive", 416, 32}, self.inactive);
  }
  bool operator==(const StatsResult&) const = default;
};

// A frame that the card sends as it is.
struct CardFrame {
  static constexpr const char* kName = "card_frame";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  std::uint8_t port{};  // The MAC port that it leaves by.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"port", 64, 8}, self.port);
  }
  bool operator==(const CardFrame&) const = default;
};

// INSERT_CONN takes all fields; CHANGE_CONN the client's key, state, flags and idle; DELETE_CONN
// the client's key.
struct ConnCommand {
  static constexpr const char* kName = "conn_command";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  ProtocolCode protocol{};          // TCP, UDP or SCTP.
  std::uint8_t state{};             // The state, of the protocol's enum in dp.
  dp::ForwardMethod method{};       // NAT conns get a key for their dest's frames.
  bool no_output{};                 // dp::conn_flag::kNoOutput.
  bool inactive{};                  // dp::conn_flag::kInactive.
  std::uint32_t client{};           // The client's address.
  std::uint32_t virtual_address{};  // The service's address.
  std::uint16_t client_port{};      // The client's port.
  std::uint16_t virtual_port{};     // The service's port.
  std::uint32_t dest_address{};     // The dest's address, for its key.
  std::uint16_t dest_port{};        // The dest's port, for its key.
  std::uint16_t dest{};             // The dest.
  std::uint16_t reply_next_hop{};   // Where frames of the dest leave to.
  std::uint16_t idle{};             // For how long no packet has come. [AGE_TICK]
  std::uint16_t packets{};          // From the client, modulo 16384. [packets]

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"protocol", 64, 8}, self.protocol);
    visit(BitField{"state", 72, 8}, self.state);
    visit(BitField{"method", 80, 8}, self.method);
    visit(BitField{"no_output", 88, 1}, self.no_output);
    visit(BitField{"inactive", 89, 1}, self.inactive);
    visit(BitField{"client", 96, 32}, self.client);
    visit(BitField{"virtual_address", 128, 32}, self.virtual_address);
    visit(BitField{"client_port", 160, 16}, self.client_port);
    visit(BitField{"virtual_port", 176, 16}, self.virtual_port);
    visit(BitField{"dest_address", 192, 32}, self.dest_address);
    visit(BitField{"dest_port", 224, 16}, self.dest_port);
    visit(BitField{"dest", 240, 16}, self.dest);
    visit(BitField{"reply_next_hop", 256, 16}, self.reply_next_hop);
    visit(BitField{"idle", 272, 16}, self.idle);
    visit(BitField{"packets", 288, 16}, self.packets);
  }
  bool operator==(const ConnCommand&) const = default;
};

// WRITE_TABLE: frames see the old entry or the new one, never a mixture.
struct TableCommand {
  static constexpr const char* kName = "table_command";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  Table table_id{};                      // Which table.
  std::uint32_t index{};                 // Which entry., 24 bits
  std::array<std::uint8_t, 32> entry{};  // The entry, from its bit 0; bits behind it are ignored.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"table_id", 64, 8}, self.table_id);
    visit(BitField{"index", 72, 24}, self.index);
    visit(BitField{"entry", 128, 256}, self.entry);
  }
  bool operator==(const TableCommand&) const = default;
};

// READ_STATS.
struct StatsCommand {
  static constexpr const char* kName = "stats_command";
  static constexpr unsigned kBits = 512;

  RecordHead head;
  Table table_id{};       // SERVICE or DEST.
  std::uint32_t index{};  // Which., 24 bits

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    RecordHead::each_field(self.head, visit);
    visit(BitField{"table_id", 64, 8}, self.table_id);
    visit(BitField{"index", 72, 24}, self.index);
  }
  bool operator==(const StatsCommand&) const = default;
};

// The cell at RING_STATUS, written by the card behind the records that it tells of. Not part of a
// ring.
struct RingStatus {
  static constexpr const char* kName = "ring_status";
  static constexpr unsigned kBits = 512;

  std::uint32_t host_tail{};  // HOST_RING_TAIL. [cells]
  std::uint32_t card_head{};  // CARD_RING_HEAD. [cells]

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"host_tail", 0, 32}, self.host_tail);
    visit(BitField{"card_head", 32, 32}, self.card_head);
  }
  bool operator==(const RingStatus&) const = default;
};

// All of them, in the map's order.
using RecordLayouts = std::tuple<RecordHead, HostFrame, ConnEvent, CommandResult, StatsResult,
                                 CardFrame, ConnCommand, TableCommand, StatsCommand, RingStatus>;

}  // namespace nicvs::card
