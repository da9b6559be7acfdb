// SPDX-License-Identifier: Apache-2.0
// Compares the frame that a scenario expects with the frame that left.
#pragma once

#include <string>

#include "fallback/replay/frame_bytes.hpp"
#include "fallback/replay/frame_layers.hpp"

namespace nicvs::replay {

// The layers of an expected text: compiled and read back, so that every default shows; fields that
// the text gave as "*" stay "*".
Result<Layers> expected_layers(std::string_view text, const MacRules& macs);

// True if kinds and fields are the same; "*" in `expected` is equal to everything.
bool matches(const Layers& expected, const Layers& got);

// One line for each field, expected left, got right, differing ones marked with '*'.
std::string side_by_side(const Layers& expected, const Layers& got);

}  // namespace nicvs::replay
