// SPDX-License-Identifier: Apache-2.0
// A frame on its way through the engine.
#pragma once

#include <cstdint>
#include <vector>

#include "fallback/edit/extension_headers.hpp"
#include "fallback/edit/frame_window.hpp"
#include "fallback/fragments/reassembler.hpp"
#include "fallback/frame.hpp"
#include "fallback/tables/conn_table.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

struct Packet {
  Frame* frame;
  dp::Parsed parsed;
  std::uint64_t hash;                  // of the key that is looked up, if one is
  const Assembly* assembly = nullptr;  // how it had been cut, if it was put together here
  bool is_plain = false;               // see PlainTcp

  FrameWindow window() const { return FrameWindow::of(*frame); }
};

// As the kernel dp::parse, and on through IPv6 extension headers.
inline dp::Parsed parse_frame(const FrameWindow& window) {
  const dp::Parsed parsed = dp::parse(window);
  if (parsed.reason != dp::Reason::ExtensionHeader) [[likely]]
    return parsed;
  return walk_extension_headers(window, parsed);
}

constexpr std::uint16_t kKeyExchangePort = 500;

// AH and ESP follow the UDP conn of key exchange between the same two (the kernel's
// ip_vs_proto_ah_esp).
inline dp::FlowKey lookup_key(const dp::FlowKey& flow) {
  if (flow.protocol != Protocol::Ah && flow.protocol != Protocol::Esp) return flow;
  return {flow.src, flow.dst, kKeyExchangePort, kKeyExchangePort, Protocol::Udp, flow.family};
}

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
