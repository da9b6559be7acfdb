// SPDX-License-Identifier: Apache-2.0
// Tells whether a card lives from the counter that it keeps moving.
//
//   HeartbeatWatch watch(100ms, now);
//   if (watch.observe(bus.read<regs::Heartbeat>(), now) == CardHealth::Lost) { ... }
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "nicvs/card/registers.hpp"

namespace nicvs::device {

enum class CardHealth : std::uint8_t { Alive, Lost };

// Asked at any interval; time is the caller's. Lost is for good: a card that comes back gets a new
// watch, with everything else that belongs to it.
class HeartbeatWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Lost when the counter stands still for longer than `patience`, from `now` on.
  HeartbeatWatch(std::chrono::milliseconds patience, Time now) : patience_(patience), moved_(now) {}

  // nullopt: the register bus says that the card is gone.
  CardHealth observe(std::optional<regs::Heartbeat> heartbeat, Time now) {
    const bool moves = heartbeat && count_ != heartbeat->count();
    if (!heartbeat || (!moves && now - moved_ > patience_)) {
      health_ = CardHealth::Lost;
    } else if (moves) {
      count_ = heartbeat->count();
      moved_ = now;
    }
    return health_;
  }

 private:
  std::chrono::milliseconds patience_;
  Time moved_;
  std::uint32_t count_ = 0xffffffff;  // as none reads: the counter has 31 bits
  CardHealth health_ = CardHealth::Alive;
};

}  // namespace nicvs::device
