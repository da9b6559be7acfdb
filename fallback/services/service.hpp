// SPDX-License-Identifier: Apache-2.0
// A service: the virtual address and port (or fwmark) that clients use, its scheduler and dests.
//
// Changed by control calls while no worker is inside a batch; read by workers. Its address is
// stable until it is deleted.
#pragma once

#include <cstdint>
#include <memory>

#include "fallback/services/dest.hpp"
#include "fallback/services/scheduler.hpp"
#include "fallback/services/traffic.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

class Service {
 public:
  Service(const ServiceSpec& spec, std::uint64_t serial) : spec_(spec), serial_(serial) {}

  const ServiceSpec& spec() const { return spec_; }
  const ServiceKey& key() const { return spec_.key; }
  bool is_persistent() const { return (spec_.flags & service_flag::kPersistent) != 0; }
  bool is_one_packet() const { return (spec_.flags & service_flag::kOnePacket) != 0; }
  bool has_engine() const { return !spec_.persistence_engine.empty(); }
  // The client address as far as it counts for persistence.
  dp::Address persistence_network(const dp::Address& client) const;

  const DestList& dests() const { return dests_; }
  Dest* find_dest(const DestKey& key) const;
  // Never used again for another service, even of the same key.
  std::uint64_t serial() const { return serial_; }
  // What it has carried: its dests while they were in it.
  Counters carried(const DestLines& lines) const;
  ServiceInfo info(const DestLines& lines) const;
  // Counters of the service and its dests read as zero from now on.
  void zero(const DestLines& lines);

  // Under the slow-path lock. nullptr if no dest can be used.
  Dest* schedule(const dp::FlowKey& flow, Time now) {
    return scheduler_->choose(dests_, NewConn{flow, spec_.flags, now});
  }

 private:
  friend class ServiceTable;

  ServiceSpec spec_;
  std::uint64_t serial_;
  std::unique_ptr<Scheduler> scheduler_;
  DestList dests_;
  Traffic traffic_;
  Counters carried_by_removed_;  // dests
};

}  // namespace nicvs::soft
