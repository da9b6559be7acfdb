// SPDX-License-Identifier: Apache-2.0
#include "host/device/identity.hpp"

#include <cerrno>
#include <cstdio>
#include <string>

#include "nicvs/card/tables.hpp"

namespace nicvs::device {
namespace {

std::string hex(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", value);
  return text;
}

Error no_answer() { return {ENODEV, "the card does not answer: its registers read as all ones"}; }

Status check_kind(RegisterBus& bus) {
  const auto id = bus.read<regs::Id>();
  if (!id) {
    return no_answer();
  }
  if (id->value() != regs::kCardId) {
    return Error{ENODEV, "card id " + hex(id->value()) + ", expected " + hex(regs::kCardId)};
  }
  const auto edition = bus.read<regs::MapVersion>();
  if (!edition) {
    return no_answer();
  }
  if (edition->version() != regs::kVersion || edition->digest() != regs::kDigest) {
    return Error{EPROTO, "map version " + std::to_string(edition->version()) + " digest " +
                             hex(edition->digest()) + ", expected version " +
                             std::to_string(regs::kVersion) + " digest " + hex(regs::kDigest)};
  }
  return {};
}

struct Capability {
  const char* name;
  std::uint32_t value;
  std::uint32_t least;
  std::uint32_t most;
};

// Most: what an index of the map's entries can name. A card may have no tables at all.
Status check_range(const Capability& capability) {
  if (capability.value < capability.least || capability.value > capability.most) {
    return Error{EPROTO, std::string("capability ") + capability.name + " is " +
                             std::to_string(capability.value) + ", expected " +
                             std::to_string(capability.least) + " to " +
                             std::to_string(capability.most)};
  }
  return {};
}

Status check_ranges(const Capabilities& found) {
  for (const Capability& capability : {
           Capability{"CONN_SLOTS", found.conn_slots, 0, 1u << 24},
           Capability{"SERVICE_SLOTS", found.service_slots, 0, 1u << 12},
           Capability{"DEST_SLOTS", found.dest_slots, 0, 1u << 14},
           Capability{"NEXT_HOP_SLOTS", found.next_hop_slots, 0, 1u << 12},
           Capability{"SCHED_SLOTS", found.sched_slots, 0, 1u << 16},
           Capability{"PORTS", found.ports, 1, regs::kPortRxFramesCount},
           Capability{"CLOCK", found.clock_khz, 1, 1u << 20},
       }) {
    if (Status status = check_range(capability); !status) {
      return status;
    }
  }
  return {};
}

}  // namespace

Result<Capabilities> identify(RegisterBus& bus) {
  if (Status status = check_kind(bus); !status) {
    return status.error();
  }
  const auto conns = bus.read<regs::ConnSlots>();
  const auto services = bus.read<regs::ServiceSlots>();
  const auto dests = bus.read<regs::DestSlots>();
  const auto next_hops = bus.read<regs::NextHopSlots>();
  const auto sched = bus.read<regs::SchedSlots>();
  const auto ports = bus.read<regs::Ports>();
  const auto clock = bus.read<regs::Clock>();
  if (bus.is_gone()) {
    return no_answer();
  }
  const Capabilities found{conns->value(), services->value(), dests->value(), next_hops->value(),
                           sched->value(), ports->count(),    clock->khz()};
  if (Status status = check_ranges(found); !status) {
    return status.error();
  }
  return found;
}

}  // namespace nicvs::device
