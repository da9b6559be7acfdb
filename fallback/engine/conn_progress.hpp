// SPDX-License-Identifier: Apache-2.0
// What a packet of a conn changes beside the frame: the conn's state and time, the counters of its
// dest. One per worker.
#pragma once

#include <mutex>

#include "fallback/engine/core.hpp"
#include "fallback/tables/timer_wheel.hpp"
#include "nicvs/dp/conn_track.hpp"

namespace nicvs::soft {

class ConnProgress {
 public:
  ConnProgress(Core& core, unsigned worker, TimerWheel& wheel)
      : core_(core), worker_(worker), lines_(core.services.lines_of(worker)), wheel_(wheel) {}

  // `bytes` of IP.
  template <class Known>
  void count_in(const Conn& conn, std::uint32_t bytes) {
    if constexpr (Known::kKnowsDest) {
      lines_[static_cast<std::uint32_t>(conn.dest_index)].count_in(bytes);
    } else if (conn.dest_index != kNoDest) {
      core_.services.count_in(worker_, core_.services.dest(conn.dest_index), bytes);
    }
  }
  template <class Known>
  void count_out(const Conn& conn, std::uint32_t bytes) {
    if constexpr (Known::kKnowsDest) {
      lines_[static_cast<std::uint32_t>(conn.dest_index)].count_out(bytes);
    } else if (conn.dest_index != kNoDest) {
      core_.services.count_out(worker_, core_.services.dest(conn.dest_index), bytes);
    }
  }
  // The kernel takes its own ICMP error to the client of a conn without address translation for a
  // reply of that conn (ip_vs_out_icmp in the hook for local packets) and counts it.
  void count_own_error(const Conn& conn, const dp::Parsed& packet, const Frame& error) {
    if (conn.method() == ForwardMethod::Nat || conn.dest_index == kNoDest) return;
    core_.services.count_out(worker_, core_.services.dest(conn.dest_index),
                             error.length - packet.l3_offset);
  }

  // The packet restarts the timer of the conn at `index`.
  template <class Known>
  void track(Conn& conn, ConnIndex index, const dp::Parsed& p, dp::Side from, Tick tick) {
    const dp::Track t = dp::conn_track(Known::protocol_of(conn), conn.state, conn.flags,
                                       dp::conn_event(p), from, core_.defence.rules());
    conn.state = t.state;
    conn.flags = t.flags;
    if (t.timeout != dp::kTimeoutUnchanged) conn.timeout_s = core_.timeout_s[t.timeout];
    if (t.move != dp::CounterMove::None && conn.dest_index != kNoDest) {
      Dest& dest = core_.services.dest(conn.dest_index);
      t.move == dp::CounterMove::Activate ? ServiceTable::activate(dest)
                                          : ServiceTable::deactivate(dest);
    }
    if (t.assures_template && conn.control != kNoConn &&
        (conn.flags & own_flag::kHasAssuredTemplate) == 0) {
      assure_template(conn);
    }
    conn.deadline = tick + ticks_of(conn.timeout_s);
    wheel_.deadline_moved(index);
  }

 private:
  [[gnu::cold, gnu::noinline]] void assure_template(Conn& conn) {
    const std::lock_guard lock(core_.slow_path);
    core_.templates.assure(conn.control);
    conn.flags |= own_flag::kHasAssuredTemplate;
  }

  Core& core_;
  unsigned worker_;
  MappedArray<DestLine>& lines_;
  TimerWheel& wheel_;
};

}  // namespace nicvs::soft
