// SPDX-License-Identifier: Apache-2.0
// Frames in tests as readable text (docs/SCENARIOS.md); link nicvs_frame_text.
//
//   auto bytes = test::frame("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S");
//   CHECK(test::text_of(bytes) == "...");
#pragma once

#include <span>
#include <stdexcept>
#include <string>

#include "fallback/replay/frame_bytes.hpp"

namespace nicvs::test {

// The MACs that frame() gives where the text has none.
constexpr Mac kClientMac{{0x02, 0, 0, 0, 0x01, 0x01}};
constexpr Mac kDirectorMac{{0x02, 0, 0, 0, 0, 0x01}};

// A frame from kClientMac to kDirectorMac. Throws std::invalid_argument with what is wrong.
inline replay::Bytes frame(std::string_view text) {
  const auto layers = replay::parse_layers(text);
  if (!layers) throw std::invalid_argument(layers.error().text);
  const auto bytes = replay::to_frame(
      *layers, {replay::MacRules::Direction::Arriving, kDirectorMac,
                [](const IpAddress&) -> std::optional<Mac> { return kClientMac; }});
  if (!bytes) throw std::invalid_argument(bytes.error().text);
  return *bytes;
}

inline std::string text_of(std::span<const std::uint8_t> bytes) {
  return replay::to_text(replay::to_layers(bytes));
}

}  // namespace nicvs::test
