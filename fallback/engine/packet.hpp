// SPDX-License-Identifier: Apache-2.0
// A frame on its way through the engine.
#pragma once

#include <cstdint>
#include <vector>

#include "fallback/edit/frame_window.hpp"
#include "fallback/frame.hpp"
#include "fallback/tables/conn_table.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

struct Packet {
  Frame* frame;
  dp::Parsed parsed;
  std::uint64_t hash;  // of parsed.key, if it is looked up

  FrameWindow window() const { return FrameWindow::of(*frame); }
};

// What a batch shares.
struct Batch {
  Time now;
  Tick tick;  // now, rounded up: a deadline counted from it is never early
  FrameAllocator& allocator;
  std::vector<Frame>& originated;
};

constexpr Tick tick_at(Time now) { return static_cast<Tick>(now / kTick); }
constexpr Tick tick_from(Time now) { return static_cast<Tick>((now + kTick - Time(1)) / kTick); }

}  // namespace nicvs::soft
