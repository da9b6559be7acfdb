// SPDX-License-Identifier: Apache-2.0
// A hierarchical timing wheel over the conns of one table (Varghese, Lauck 1987).
//
// arm() and disarm() cost O(1). A packet only writes Conn::deadline; the wheel looks at the conn at
// Conn::armed and puts it back if the deadline has moved on. Only a deadline that moves before
// `armed` needs arm() again. Single-threaded, as the table it belongs to.
#pragma once

#include <array>
#include <cstdint>

#include "fallback/tables/conn.hpp"
#include "fallback/tables/mapped_array.hpp"

namespace nicvs::soft {

class TimerWheel {
 public:
  explicit TimerWheel(MappedArray<Conn>& conns);

  // For a conn that is not armed. Its deadline counts from `now()`; one that has passed is due at
  // the next tick.
  void arm(ConnIndex index);
  void disarm(ConnIndex index);
  // After the deadline was written. Nearly always costs one comparison.
  void deadline_moved(ConnIndex index) {
    if (is_before(conns_[index].deadline, conns_[index].armed)) {
      disarm(index);
      arm(index);
    }
  }

  Tick now() const { return now_; }
  bool is_empty() const { return armed_ == 0; }

  // Turns to tick `to` and calls expire(index) for each conn whose deadline is reached, in the
  // order of ticks; the conn is disarmed by then and may be removed or armed again. Stops early
  // after `limit` conns were looked at; false if it did. An empty wheel turns to any tick.
  // Before that it calls foresee(index) while it looks at the conn before it, unless it must be
  // armed again, so that what expire() needs can be fetched.
  template <class Expire, class Foresee>
  bool turn(Tick to, unsigned limit, Expire expire, Foresee foresee);
  template <class Expire>
  bool turn(Tick to, unsigned limit, Expire expire) {
    return turn(to, limit, expire, [](ConnIndex) {});
  }

  // The next tick at which turn() has something to do; `otherwise` if that is later or never.
  Tick next_event(Tick otherwise) const;

 private:
  static constexpr unsigned kLevels = 4;
  static constexpr unsigned kSlots = 256;

  static unsigned slot_of(Tick now, Tick tick);
  void link(ConnIndex index, unsigned slot);
  template <class Foresee>
  void fetch_behind(ConnIndex index, Foresee foresee);
  void cascade(unsigned level);
  void step();

  MappedArray<Conn>& conns_;
  std::array<ConnIndex, kLevels * kSlots> heads_;
  Tick now_ = 0;
  std::uint64_t armed_ = 0;
  std::uint64_t armed_at_level0_ = 0;
};

// The line of the conn behind is there since the last call; the one of the next but one is fetched.
template <class Foresee>
void TimerWheel::fetch_behind(ConnIndex index, Foresee foresee) {
  const ConnIndex behind = conns_[index].timer_next;
  if (behind == kNoConn) return;
  const Conn& conn = conns_[behind];
  if (!is_before(now_, conn.deadline)) foresee(behind);
  if (conn.timer_next != kNoConn) __builtin_prefetch(&conns_[conn.timer_next]);
}

template <class Expire, class Foresee>
bool TimerWheel::turn(Tick to, unsigned limit, Expire expire, Foresee foresee) {
  if (is_empty()) now_ = to;
  for (;;) {
    ConnIndex& head = heads_[now_ % kSlots];
    while (head != kNoConn) {
      if (limit-- == 0) return false;
      const ConnIndex index = head;
      fetch_behind(index, foresee);
      disarm(index);
      if (is_before(now_, conns_[index].deadline)) {
        arm(index);
      } else {
        expire(index);
      }
    }
    if (!is_before(now_, to)) return true;
    now_ = next_event(to);
    step();
  }
}

}  // namespace nicvs::soft
