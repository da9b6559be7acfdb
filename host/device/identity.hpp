// SPDX-License-Identifier: Apache-2.0
// Whether the thing behind a transport is a card that this driver knows, and how large it is.
#pragma once

#include <cstdint>

#include "host/device/register_bus.hpp"
#include "nicvs/result.hpp"

namespace nicvs::device {

// What the capability registers say; every number is within what the map's fields can name.
struct Capabilities {
  std::uint32_t conn_slots;
  std::uint32_t service_slots;
  std::uint32_t dest_slots;
  std::uint32_t next_hop_slots;
  std::uint32_t sched_slots;
  std::uint32_t ports;
  std::uint32_t clock_khz;
};

// ENODEV: nobody answers, or another kind of device. EPROTO: a card of another edition of the map,
// or one whose capabilities are impossible. The text names what was read and what was expected.
// Nothing is written to the card.
Result<Capabilities> identify(RegisterBus& bus);

}  // namespace nicvs::device
