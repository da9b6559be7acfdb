// SPDX-License-Identifier: Apache-2.0
// SoftDataPlane: the tables behind the gate, a packet path per worker.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "fallback/engine/core.hpp"
#include "fallback/engine/entry_dropper.hpp"
#include "fallback/engine/gate.hpp"
#include "fallback/engine/packet_path.hpp"
#include "fallback/soft_data_plane.hpp"

namespace nicvs::soft {

// At its end, an accelerator's conns are the engine's until their next packet.
class Outdating {
 public:
  explicit Outdating(Accelerator* accelerator) : accelerator_(accelerator) {}
  ~Outdating() {
    if (accelerator_ != nullptr) accelerator_->outdate_all();
  }
  Outdating(const Outdating&) = delete;
  Outdating& operator=(const Outdating&) = delete;

 private:
  Accelerator* accelerator_;
};

class Engine final : public SoftDataPlane {
 public:
  Engine(std::uint64_t conn_capacity, unsigned workers, const dp::HashKey& key,
         std::uint64_t random_seed);
  // False if the memory for the tables was not to be had.
  bool has_memory() const;

  Status add_service(const ServiceSpec& spec) override;
  Status edit_service(const ServiceSpec& spec) override;
  Status delete_service(const ServiceKey& key) override;
  Status flush() override;
  Result<ServiceInfo> service(const ServiceKey& key) const override;
  std::vector<ServiceInfo> services() const override;
  Status add_dest(const ServiceKey& service, const DestSpec& dest) override;
  Status edit_dest(const ServiceKey& service, const DestSpec& dest) override;
  Status delete_dest(const ServiceKey& service, const DestKey& dest) override;
  Result<std::vector<DestInfo>> dests(const ServiceKey& service) const override;
  Status zero(const ServiceKey* service) override;
  Timeouts timeouts() const override;
  Status set_timeouts(const Timeouts& timeouts) override;
  Status set_setting(std::string_view name, std::string_view value) override;
  std::vector<std::pair<std::string, std::string>> settings() const override;
  Status set_mark_rules(const std::vector<MarkRule>& rules) override;
  std::vector<MarkRule> mark_rules() const override;
  void each_conn(const std::function<bool(const ConnInfo&)>& visit) const override;
  std::vector<ReasonCount> reason_counts() const override;
  EngineInfo info() const override;

  void set_port(const Port& port) override;
  void remove_port(PortId port) override;
  void add_address(const PortAddress& address) override;
  void remove_address(const PortAddress& address) override;
  void add_route(const Route& route) override;
  void remove_route(const Route& route) override;
  void set_neighbour(const Neighbour& neighbour) override;
  void remove_neighbour(PortId port, const IpAddress& address) override;
  std::vector<Wanted> take_wanted_neighbours() override;

  void process(unsigned worker, std::span<Frame> frames, std::span<Decision> decisions, Time now,
               FrameAllocator& allocator, std::vector<Frame>& originated) override;
  unsigned owner_of(unsigned worker, const Frame& frame) override;
  void advance(Time now) override;
  void set_free_memory(std::uint64_t pages) override;
  void set_sync_roles(const SyncRoles& roles) override;
  SyncRoles sync_roles() const override;
  void take_sync_events(const std::function<void(const SyncEvent&)>& visit) override;
  std::uint64_t lost_sync_events() const override;
  SyncApplied apply_synced(std::span<const SyncedConn> conns) override;

  Status set_accelerator(Accelerator* accelerator) override;
  void renew_accelerated() override;

  std::uint64_t steering_generation() const override;
  Steering steering() const override;

 private:
  // Runs `change` while no worker is inside a batch.
  template <class Change>
  auto exclusively(Change change) const {
    const Gate::Closed closed(gate_);
    return change();
  }
  // For a change that decisions about packets of conns depend on.
  template <class Change>
  auto exclusively_for_conns(Change change) {
    const Gate::Closed closed(gate_);
    const Outdating outdating(accelerator_);
    return change();
  }
  // The same for the view of the network, unless it stays what it was: most news of neighbours are
  // none.
  template <class Change>
  void change_net(Change change) {
    exclusively([&] {
      const std::uint64_t before = core_.net.generation();
      change();
      if (accelerator_ != nullptr && core_.net.generation() != before) accelerator_->outdate_all();
    });
  }
  // A path MTU was learned or forgotten. Any worker, inside the gate.
  void outdate_by_path_mtus();
  // Brings what the accelerator did until now into conns and counters. Recent: what it did very
  // lately may be missing, which spares a run of questions a run over all conns each.
  enum class Progress { Recent, All };
  void catch_up(Progress progress) const;
  bool turn_wheels(Tick to);
  Tick next_event(Tick target) const;
  template <class Describe>
  void list_table(const ConnTable& table, Describe describe,
                  const std::function<bool(const ConnInfo&)>& visit, bool& goes_on) const;
  // Once a second: what the defence does from now on. Whether a pass over a share of the table is
  // due.
  bool take_defence_due();
  void thin_out();
  template <class Drop>
  void thin_out_table(const ConnTable& table, Drop drop);
  // The kernel's ip_vs_expire_nodest_conn_flush: with expire_nodest_conn, conns end with their
  // dest.
  void end_lost_conns();
  template <class EndLost>
  void sweep(const ConnTable& table, EndLost end_lost);
  void apply_synced_template(const SyncedConn& conn, Tick now, SyncApplied& applied);
  void note_time(Time now);
  // What was last told; 0 before.
  Time last_time() const;
  void want_dests(std::vector<Wanted>& wanted);

  mutable Gate gate_;
  Core core_;
  std::vector<std::unique_ptr<PacketPath>> paths_;
  static constexpr Time::rep kNotStarted = Time::min().count();
  std::atomic<Time::rep> started_{kNotStarted};  // the first time that was told
  std::atomic<Time::rep> now_{kNotStarted};
  std::uint64_t dest_changes_ = 0;
  std::uint64_t wanted_generation_ = 0;  // of net and dests when dests' next hops were asked for
  Accelerator* accelerator_ = nullptr;
  std::atomic<std::uint64_t> path_mtu_generation_{0};  // that the accelerator's conns go by
  EntryDropper dropper_;
  Tick next_defence_ = 0;
  bool has_advanced_ = false;
  Tick turned_to_ = 0;  // how far advance() has brought everything
};

}  // namespace nicvs::soft
