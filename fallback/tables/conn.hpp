// SPDX-License-Identifier: Apache-2.0
// A conn or a template as a worker's table holds it: one cache line.
//
// IPv4 addresses are here; IPv6 addresses are in a parallel array of the table (ConnAddresses), and
// the words here are their folds, which decide nearly every comparison without it.
#pragma once

#include <chrono>
#include <cstdint>

#include "fallback/services/dest.hpp"
#include "nicvs/dp/conn_flags.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

// A position in a table's pool.
using ConnIndex = std::uint32_t;
constexpr ConnIndex kNoConn = 0xffffffff;

// Time in steps of the timer wheel.
using Tick = std::uint32_t;
constexpr std::chrono::milliseconds kTick{10};

// Ticks wrap after 497 days; two that are compared are never half of that apart.
constexpr bool is_before(Tick a, Tick b) { return static_cast<std::int32_t>(a - b) < 0; }
constexpr Tick ticks_of(std::uint32_t seconds) {
  return seconds * static_cast<Tick>(std::chrono::seconds(1) / kTick);
}
constexpr Tick later_of(Tick a, Tick b) { return is_before(a, b) ? b : a; }

// Bits of Conn::flags that are the worker's own: nobody else sees them, and no message carries
// them.
namespace own_flag {
constexpr std::uint32_t kVisible = 0xffff;  // the others may be shown and sent
constexpr std::uint32_t kIsFtp = 0x40000000;
// Its template was told that it has proven itself.
constexpr std::uint32_t kHasAssuredTemplate = 0x80000000;
}  // namespace own_flag

struct alignas(64) Conn {
  std::uint32_t client;
  std::uint32_t virtual_address;  // of a fwmark template: the mark
  std::uint32_t dest;
  std::uint16_t client_port;  // 0 for templates
  std::uint16_t virtual_port;
  std::uint16_t dest_port;
  dp::Protocol protocol;  // Ip for templates of fwmark services
  std::uint8_t state;     // of the protocol; templates: dp::kTemplateAssured
  std::uint32_t flags;    // dp::conn_flag, the forward method included
  DestIndex dest_index;   // kNoDest for bypass
  std::uint32_t packets;  // from the client
  std::uint32_t timeout_s;
  Tick deadline;  // when it expires unless a packet comes; written by every packet
  Tick armed;     // when the timer wheel looks at it again: at most the deadline
  ConnIndex timer_next;
  ConnIndex timer_previous;
  // A conn's template, or kNoConn. In a template: how many conns it controls.
  std::uint32_t control;
  std::uint32_t fwmark;  // of the packet that opened it
  std::uint16_t timer_slot;
  dp::Family family;
  dp::Family dest_family;  // differs from family only for tunnels

  dp::ForwardMethod method() const {
    return static_cast<dp::ForwardMethod>(flags & dp::conn_flag::kMethodMask);
  }
  bool is_template() const { return (flags & dp::conn_flag::kTemplate) != 0; }
};
static_assert(sizeof(Conn) == 64);

struct ConnAddresses {
  dp::Address client;
  dp::Address virtual_address;
  dp::Address dest;
};

}  // namespace nicvs::soft
