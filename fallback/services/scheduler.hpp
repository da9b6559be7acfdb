// SPDX-License-Identifier: Apache-2.0
// The scheduler interface: which dest takes a new conn, and the registry of schedulers by name.
//
// choose() runs under the engine's slow-path lock, the other calls while no worker is inside a
// batch, so an implementation needs no lock of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string_view>

#include "fallback/frame.hpp"
#include "fallback/services/dest.hpp"
#include "fallback/services/settings.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

using Random = std::mt19937_64;

// The new conn to be placed. For an ICMP error that opens a conn, flow is the embedded packet's,
// reversed.
struct NewConn {
  const dp::FlowKey& flow;      // client -> virtual address
  std::uint32_t service_flags;  // service_flag::kSched1..3 change some schedulers
  Time now;
};

class Scheduler {
 public:
  virtual ~Scheduler() = default;
  // nullptr if no dest can be used.
  virtual Dest* choose(const DestList& dests, const NewConn& conn) = 0;

  // The scheduler now serves these dests; also called after each add (with the dest in the list).
  virtual void dests_added(const DestList&) {}
  // A dest's weight or thresholds were edited.
  virtual void dest_edited(const DestList&) {}
  // The dest has left the list; its own next and previous still say where it stood.
  virtual void dest_removed(const DestList&, const Dest&) {}

  // How many dests it can serve.
  virtual std::uint32_t max_dests() const { return 0xffffffff; }
  // Once every kCollectPeriod: forgets what has not been used for long.
  virtual void collect_garbage(Time) {}
};

constexpr Time kCollectPeriod = std::chrono::seconds(60);

// What schedulers share, and the family of the service; settings and random outlive the scheduler.
struct SchedulerEnvironment {
  Family family;
  const Settings& settings;
  Random& random;
};

// "rr", "wlc", ... of ipvsadm; nullptr for an unknown name. "none" never schedules.
std::unique_ptr<Scheduler> make_scheduler(std::string_view name,
                                          const SchedulerEnvironment& environment);

}  // namespace nicvs::soft
