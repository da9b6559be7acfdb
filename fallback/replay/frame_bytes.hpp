// SPDX-License-Identifier: Apache-2.0
// From the layers of a frame to its bytes, with correct lengths and checksums, and back.
//
//   auto frame = to_frame(*parse_layers("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S"), macs);
//   std::string text = to_text(to_layers(*frame));
//
// For every sequence of bytes, to_frame(to_layers(bytes)) gives the same bytes.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "fallback/replay/frame_layers.hpp"
#include "nicvs/ip_address.hpp"

namespace nicvs::replay {

// Where MAC addresses come from that a text leaves out or gives as IP addresses.
struct MacRules {
  enum class Direction { Arriving, Leaving };
  Direction direction = Direction::Arriving;
  Mac port{};  // the director's port: the default destination of arriving, source of leaving frames
  // The MAC of the neighbour through which the port reaches an address, if known.
  std::function<std::optional<Mac>(const IpAddress&)> neighbour;
};

// The sender of an arriving frame whose source address no neighbour leads to.
constexpr Mac kStrangerMac{{0x02, 0xff, 0xff, 0xff, 0xff, 0xfe}};

// Fields left out get their defaults (docs/SCENARIOS.md), "*" as well. Errors name layer and field.
Result<Bytes> to_frame(const Layers& layers, const MacRules& macs);

// What cannot be shown in layers, such as headers that lie about lengths, becomes "hex".
Layers to_layers(std::span<const std::uint8_t> frame);

}  // namespace nicvs::replay
