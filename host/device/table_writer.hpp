// SPDX-License-Identifier: Apache-2.0
// Commands that store entries in the card's tables and conns in its conn table.
//
//   TableWriter tables(rings, capabilities);
//   if (Status s = tables.write(next_hop, card::NextHopEntry{...}); !s) { ... }
//   tables.insert_conn(command, token);
//   rings.flush();
//
// Entries are checked before they are sent: values fit their fields, and what they refer to exists
// on this card. Errors: EINVAL with a sentence, nothing sent; EAGAIN when the ring has no room.
#pragma once

#include <cstdint>

#include "host/device/identity.hpp"
#include "host/device/rings.hpp"
#include "nicvs/card/tables.hpp"
#include "nicvs/result.hpp"

namespace nicvs::device {

// Rings are borrowed. Threads: those of the rings. Commands are carried out in order.
class TableWriter {
 public:
  TableWriter(Rings& rings, const Capabilities& capabilities)
      : rings_(rings), capabilities_(capabilities) {}

  Status write(std::uint32_t slot, const card::ServiceEntry& entry);
  Status write(std::uint32_t dest, const card::DestEntry& entry);
  Status write(std::uint32_t next_hop, const card::NextHopEntry& entry);
  Status write(std::uint32_t sched_slot, const card::SchedSlotEntry& entry);
  Status write(std::uint32_t timeout_class, const card::TimeoutEntry& entry);

  // `token` 0: no result wanted; else the command_result will have it.
  Status insert_conn(const card::ConnCommand& conn, std::uint16_t token);
  Status change_conn(const card::ConnCommand& conn, std::uint16_t token);
  Status delete_conn(const card::ConnCommand& conn, std::uint16_t token);

  // The card answers with a stats_result of this token. SERVICE or DEST.
  Status read_stats(card::Table table, std::uint32_t index, std::uint16_t token);

 private:
  template <class Entry>
  Status send(card::Table table, std::uint32_t index, std::uint32_t limit, const Entry& entry);
  Status send(card::RecordKind kind, card::ConnCommand conn, std::uint16_t token);

  Rings& rings_;
  Capabilities capabilities_;
};

}  // namespace nicvs::device
