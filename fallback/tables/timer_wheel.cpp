// SPDX-License-Identifier: Apache-2.0
#include "fallback/tables/timer_wheel.hpp"

namespace nicvs::soft {

TimerWheel::TimerWheel(MappedArray<Conn>& conns) : conns_(conns) { heads_.fill(kNoConn); }

// The slot of the lowest level that reaches `tick` before it comes round again.
unsigned TimerWheel::slot_of(Tick now, Tick tick) {
  const Tick delta = tick - now;
  unsigned level = 0;
  while (level + 1 < kLevels && delta >= (Tick{1} << (8 * (level + 1)))) ++level;
  return level * kSlots + ((tick >> (8 * level)) % kSlots);
}

void TimerWheel::link(ConnIndex index, unsigned slot) {
  Conn& conn = conns_[index];
  conn.timer_slot = static_cast<std::uint16_t>(slot);
  conn.timer_previous = kNoConn;
  conn.timer_next = heads_[slot];
  if (conn.timer_next != kNoConn) conns_[conn.timer_next].timer_previous = index;
  heads_[slot] = index;
  ++armed_;
  if (slot < kSlots) ++armed_at_level0_;
}

void TimerWheel::arm(ConnIndex index) {
  Conn& conn = conns_[index];
  conn.armed = later_of(conn.deadline, now_ + 1);
  link(index, slot_of(now_, conn.armed));
}

void TimerWheel::disarm(ConnIndex index) {
  Conn& conn = conns_[index];
  if (conn.timer_previous != kNoConn) {
    conns_[conn.timer_previous].timer_next = conn.timer_next;
  } else {
    heads_[conn.timer_slot] = conn.timer_next;
  }
  if (conn.timer_next != kNoConn) conns_[conn.timer_next].timer_previous = conn.timer_previous;
  --armed_;
  if (conn.timer_slot < kSlots) --armed_at_level0_;
}

Tick TimerWheel::next_event(Tick otherwise) const {
  if (is_empty()) return otherwise;
  // Without conns in the lowest level nothing happens before a slot of a higher one is opened.
  const Tick next = armed_at_level0_ != 0 ? now_ + 1 : (now_ | (kSlots - 1)) + 1;
  return is_before(next, otherwise) ? next : otherwise;
}

// Takes the conns of a higher level's slot that has come near and arms them by their deadline.
void TimerWheel::cascade(unsigned level) {
  ConnIndex index = heads_[level * kSlots + ((now_ >> (8 * level)) % kSlots)];
  while (index != kNoConn) {
    const ConnIndex next = conns_[index].timer_next;
    disarm(index);
    Conn& conn = conns_[index];
    conn.armed = later_of(conn.deadline, now_);
    link(index, slot_of(now_, conn.armed));
    index = next;
  }
}

void TimerWheel::step() {
  for (unsigned level = kLevels - 1; level > 0; --level) {
    if (now_ % (Tick{1} << (8 * level)) == 0) cascade(level);
  }
}

}  // namespace nicvs::soft
