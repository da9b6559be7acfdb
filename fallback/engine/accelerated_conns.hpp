// SPDX-License-Identifier: Apache-2.0
// Which conns of a worker an accelerator has, and what it did for them.
//
//   accelerated.catch_up(index);   // before a conn's packet is decided, or the conn is looked at
//   ...
//   accelerated.settle(decision);  // after the packet: the accelerator learns of changes, or takes
//                                  // the conn over
//   accelerated.remove(index);     // before the conn ends
//
// One per worker, used like its table: by the worker, or while no worker is inside.
#pragma once

#include <atomic>
#include <cstdint>

#include "fallback/accel/accelerator.hpp"
#include "fallback/engine/core.hpp"
#include "fallback/engine/packet.hpp"
#include "fallback/tables/conn_table.hpp"
#include "fallback/tables/mapped_array.hpp"

namespace nicvs::soft {

class AcceleratedConns {
 public:
  AcceleratedConns(Core& core, unsigned worker, ConnTable& conns)
      : core_(core), worker_(worker), conns_(conns) {}

  // nullptr: the engine goes on alone. False, and it does, without memory.
  bool set(Accelerator* accelerator);
  bool is_on() const { return accelerator_ != nullptr; }

  // Adds what was forwarded of the conn to its counters, and puts its deadline off.
  void catch_up(ConnIndex index);
  // catch_up() for a conn whose packet will be decided now.
  void begin(ConnIndex index) {
    catch_up(index);
    decided_ = index;
  }
  // A conn that the packet opens.
  void begin_new(ConnIndex index) {
    if (!is_on()) return;
    release_keys_of(index);
    decided_ = index;
  }
  // After the decision about the packet of the conn that begin() named, if one was named.
  void settle(const Decision& decision, Time now);
  // Of a conn that ends or is changed by somebody else; it may be taken over again.
  void remove(ConnIndex index);
  // A new conn may answer packets that another one answered until now.
  void release_keys_of(ConnIndex index);

  // Forwarded without the engine, as far as known. Any thread.
  std::uint64_t frames() const { return frames_.load(std::memory_order_relaxed); }

 private:
  bool is_eligible(const Conn& conn) const;
  void install(ConnIndex index, Time now);
  AccelOrder order_for(ConnIndex index, Time now) const;
  AccelWay way_to(const IpAddress& destination, Time now) const;
  AccelState state_of(const Conn& conn) const;

  Core& core_;
  unsigned worker_;
  ConnTable& conns_;
  Accelerator* accelerator_ = nullptr;
  MappedArray<AccelSlot> slots_;  // by conn: its slot + 1; 0 = none
  ConnIndex decided_ = kNoConn;
  std::atomic<std::uint64_t> frames_{0};
};

}  // namespace nicvs::soft
