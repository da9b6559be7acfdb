// SPDX-License-Identifier: Apache-2.0
// Both rings of a card with their memory: made known to the card, emptied and filled.
//
//   Result<Rings> rings = Rings::open(transport, bus, {.host_cells_log2 = 12, ...});
//   rings->consume(64, [&](const HostRecord& record) { ... });
//   if (rings->push(command)) rings->flush();
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "host/device/card_ring.hpp"
#include "host/device/host_ring.hpp"
#include "host/device/register_bus.hpp"

namespace nicvs::device {

struct RingSizes {
  unsigned host_cells_log2 = 14;
  unsigned card_cells_log2 = 12;
};

// The bus is borrowed. Before destruction the card must not use the rings any more: close() tells
// it so. Threads: those of the transport.
class Rings {
 public:
  // Allocates, and tells the card, which must be disabled and freshly reset. EINVAL (sizes outside
  // of the map's limits), ENOMEM.
  static Result<Rings> open(Transport& transport, RegisterBus& bus, RingSizes sizes);

  // Shows up to `budget` records of the card, then lets it have their cells.
  RingFault consume(unsigned budget, const std::function<void(const HostRecord&)>& visit);

  // False: no room, or a fault. Records reach the card with the next flush().
  template <class Record>
  bool push(const Record& record, std::span<const std::uint8_t> frame = {}) {
    observe_card();
    return card_.push(record, frame);
  }
  void flush();

  // The card forgets the rings.
  void close();

  // The first of both rings' faults.
  RingFault fault() const {
    return host_.fault() != RingFault::None ? host_.fault() : card_.fault();
  }

 private:
  struct Memory {
    std::unique_ptr<SharedMemory> host, card, status;
  };
  Rings(RegisterBus& bus, Memory memory, RingSizes sizes);

  void program(RingSizes sizes);
  card::RingStatus status() const;
  void observe_card() { card_.observe_head(status().card_head); }

  RegisterBus* bus_;
  Memory memory_;
  HostRing host_;
  CardRing card_;
};

}  // namespace nicvs::device
