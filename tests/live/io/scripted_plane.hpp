// SPDX-License-Identifier: Apache-2.0
// An engine for tests of the I/O: what befalls a frame is a function that the test gives.
#pragma once

#include <atomic>
#include <functional>
#include <utility>

#include "fallback/soft_data_plane.hpp"

namespace nicvs::test {

class ScriptedPlane : public soft::SoftDataPlane {
 public:
  using Script = std::function<soft::Decision(unsigned worker, soft::Frame& frame)>;
  explicit ScriptedPlane(Script script) : script_(std::move(script)) {}

  void set_steering(Steering steering) {
    steering_ = std::move(steering);
    ++generation_;
  }
  void set_owner(std::function<unsigned(const soft::Frame&)> owner) { owner_ = std::move(owner); }

  void process(unsigned worker, std::span<soft::Frame> frames, std::span<soft::Decision> decisions,
               soft::Time, soft::FrameAllocator&, std::vector<soft::Frame>&) override {
    for (std::size_t i = 0; i < frames.size(); ++i) decisions[i] = script_(worker, frames[i]);
  }
  unsigned owner_of(unsigned worker, const soft::Frame& frame) override {
    return owner_ ? owner_(frame) : worker;
  }
  void advance(soft::Time) override {}
  void set_sync_roles(const SyncRoles&) override {}
  SyncRoles sync_roles() const override { return {}; }
  void take_sync_events(const std::function<void(const SyncEvent&)>&) override {}
  std::uint64_t lost_sync_events() const override { return 0; }
  SyncApplied apply_synced(std::span<const SyncedConn>) override { return {}; }
  void set_free_memory(std::uint64_t) override {}
  std::uint64_t steering_generation() const override { return generation_; }
  Steering steering() const override { return steering_; }

  Status add_service(const ServiceSpec&) override { return {}; }
  Status edit_service(const ServiceSpec&) override { return {}; }
  Status delete_service(const ServiceKey&) override { return {}; }
  Status flush() override { return {}; }
  Result<ServiceInfo> service(const ServiceKey&) const override { return ServiceInfo{}; }
  std::vector<ServiceInfo> services() const override { return {}; }
  Status add_dest(const ServiceKey&, const DestSpec&) override { return {}; }
  Status edit_dest(const ServiceKey&, const DestSpec&) override { return {}; }
  Status delete_dest(const ServiceKey&, const DestKey&) override { return {}; }
  Result<std::vector<DestInfo>> dests(const ServiceKey&) const override {
    return std::vector<DestInfo>{};
  }
  Status zero(const ServiceKey*) override { return {}; }
  Timeouts timeouts() const override { return {}; }
  Status set_timeouts(const Timeouts&) override { return {}; }
  Status set_setting(std::string_view, std::string_view) override { return {}; }
  std::vector<std::pair<std::string, std::string>> settings() const override { return {}; }
  Status set_mark_rules(const std::vector<MarkRule>&) override { return {}; }
  std::vector<MarkRule> mark_rules() const override { return {}; }
  void each_conn(const std::function<bool(const ConnInfo&)>&) const override {}
  std::vector<ReasonCount> reason_counts() const override { return {}; }
  EngineInfo info() const override { return {}; }

  void set_port(const Port&) override {}
  void remove_port(PortId) override {}
  void add_address(const PortAddress&) override {}
  void remove_address(const PortAddress&) override {}
  void add_route(const Route&) override {}
  void remove_route(const Route&) override {}
  void set_neighbour(const Neighbour&) override {}
  void remove_neighbour(PortId, const IpAddress&) override {}
  std::vector<Wanted> take_wanted_neighbours() override { return {}; }
  Status set_accelerator(soft::Accelerator*) override { return {}; }
  void renew_accelerated() override {}

 private:
  Script script_;
  std::function<unsigned(const soft::Frame&)> owner_;
  Steering steering_;
  std::atomic<std::uint64_t> generation_{1};
};

}  // namespace nicvs::test
