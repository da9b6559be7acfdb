// SPDX-License-Identifier: Apache-2.0
// A stand-in for the engine: frames for 10.0.0.1 leave on the other port with TTL 9, all else goes
// to the host; a service is a conn row. It lets the replay's own parts be tested alone.
#pragma once

#include <utility>

#include "fallback/soft_data_plane.hpp"

namespace nicvs::test {

class EchoPlane : public soft::SoftDataPlane {
 public:
  soft::Time advanced{0};
  std::pair<std::string, std::string> setting;
  std::vector<MarkRule> marks;

  void process(unsigned, std::span<soft::Frame> frames, std::span<soft::Decision> decisions,
               soft::Time, soft::FrameAllocator&, std::vector<soft::Frame>&) override {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      soft::Frame& frame = frames[i];
      constexpr std::uint32_t kDstEnd = 14 + 20;
      const bool is_ours = frame.length >= kDstEnd && frame.data[kDstEnd - 1] == 1;
      const bool is_dropped = frame.length >= kDstEnd && frame.data[kDstEnd - 1] == 0xff;
      if (is_ours) {
        frame.data[14 + 8] = 9;
        frame.port = 3 - frame.port;
        decisions[i].verdict = dp::Verdict::Forward;
      } else {
        decisions[i].verdict = is_dropped ? dp::Verdict::Drop : dp::Verdict::PassToHost;
      }
    }
  }
  unsigned owner_of(unsigned, const soft::Frame&) override { return 0; }
  void advance(soft::Time now) override { advanced = now; }
  void set_sync_roles(const SyncRoles&) override {}
  SyncRoles sync_roles() const override { return {}; }
  void take_sync_events(const std::function<void(const SyncEvent&)>&) override {}
  std::uint64_t lost_sync_events() const override { return 0; }
  SyncApplied apply_synced(std::span<const SyncedConn>) override { return {}; }
  void set_free_memory(std::uint64_t) override {}
  std::uint64_t steering_generation() const override { return 0; }
  Steering steering() const override { return {}; }

  Status add_service(const ServiceSpec& spec) override {
    if (!services_.empty()) return Error{EEXIST, "service exists"};
    services_.push_back({spec, 0, {}});
    return {};
  }
  Status edit_service(const ServiceSpec&) override { return {}; }
  Status delete_service(const ServiceKey&) override { return {}; }
  Status flush() override { return {}; }
  Result<ServiceInfo> service(const ServiceKey&) const override { return services_.front(); }
  std::vector<ServiceInfo> services() const override { return services_; }
  Status add_dest(const ServiceKey&, const DestSpec&) override { return {}; }
  Status edit_dest(const ServiceKey&, const DestSpec&) override { return {}; }
  Status delete_dest(const ServiceKey&, const DestKey&) override { return {}; }
  Result<std::vector<DestInfo>> dests(const ServiceKey&) const override {
    return std::vector<DestInfo>{};
  }
  Status zero(const ServiceKey*) override { return {}; }
  Timeouts timeouts() const override { return {}; }
  Status set_timeouts(const Timeouts&) override { return {}; }
  Status set_setting(std::string_view name, std::string_view value) override {
    if (name == "nosuch") return Error{ENOENT, "unknown"};
    setting = {std::string(name), std::string(value)};
    return {};
  }
  std::vector<std::pair<std::string, std::string>> settings() const override { return {}; }
  Status set_mark_rules(const std::vector<MarkRule>& rules) override {
    marks = rules;
    return {};
  }
  std::vector<MarkRule> mark_rules() const override { return marks; }
  void each_conn(const std::function<bool(const ConnInfo&)>& visit) const override {
    for (const ServiceInfo& service : services_) {
      ConnInfo conn;
      conn.client = IpAddress::v4(0xc0000201);
      conn.client_port = 40000;
      conn.virtual_address = service.spec.key.address;
      conn.virtual_port = service.spec.key.port;
      conn.dest = IpAddress::v4(0xc0a80102);
      conn.dest_port = 8080;
      conn.state = "SYN_RECV";
      conn.expires_in_s = 60;
      visit(conn);
    }
  }
  std::vector<ReasonCount> reason_counts() const override { return {{dp::Reason::None, 1}}; }
  EngineInfo info() const override { return {"echo", 64, 0, 0, 4096, 1}; }

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
  std::vector<ServiceInfo> services_;
};

}  // namespace nicvs::test
