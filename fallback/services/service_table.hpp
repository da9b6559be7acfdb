// SPDX-License-Identifier: Apache-2.0
// The control-side state of the software engine: services, dests and their statistics.
//
//   ServiceTable table({.workers = 2});
//   table.add_service(spec);                                   // control thread
//   table.add_dest(spec.key, dest);
//   Service* service = table.match(flow, mark);                // worker, inside a batch
//   Dest* dest = service->schedule(flow, now);                 // under the slow-path lock
//   table.count_conn(worker, *dest);
//   table.bind(*dest, ConnKind::Inactive);
//
// Threads: calls of the first group and advance() run while no worker is inside a batch; those of
// the second under the engine's slow-path lock; the others in any worker inside a batch.
// Time is that of the last advance().
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "fallback/services/dest.hpp"
#include "fallback/services/dest_store.hpp"
#include "fallback/services/nat_dests.hpp"
#include "fallback/services/scheduler.hpp"
#include "fallback/services/service.hpp"
#include "fallback/services/service_matcher.hpp"
#include "fallback/services/settings.hpp"
#include "fallback/services/tunnel_ends.hpp"
#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

// How a conn counts at its dest.
enum class ConnKind : std::uint8_t { Inactive, Active, Template };

class ServiceTable {
 public:
  static constexpr Time kEstimatePeriod = std::chrono::seconds(2);

  struct Options {
    unsigned workers = 1;
    std::uint64_t random_seed = 1;  // for twos
  };

  ServiceTable(const Options& options, const Settings& settings);
  ~ServiceTable();
  ServiceTable(const ServiceTable&) = delete;
  ServiceTable& operator=(const ServiceTable&) = delete;

  // Control. Checks, their order and errno as in the kernel's netlink interface; on error nothing
  // has changed.
  Status add_service(const ServiceSpec& spec);   // EAFNOSUPPORT, EINVAL, EEXIST, ENOENT
  Status edit_service(const ServiceSpec& spec);  // EAFNOSUPPORT, EINVAL, ESRCH, ENOENT
  Status delete_service(const ServiceKey& key);  // ESRCH; its dests are removed
  void flush();
  Result<ServiceInfo> service(const ServiceKey& key) const;  // ESRCH
  // Newest first. (The kernel's own order is that of a hash with a random key.)
  std::vector<ServiceInfo> services() const;
  Status add_dest(const ServiceKey& service, const DestSpec& dest);  // also ENOMEM
  Status edit_dest(const ServiceKey& service, const DestSpec& dest);
  Status delete_dest(const ServiceKey& service, const DestKey& dest);
  Result<std::vector<DestInfo>> dests(const ServiceKey& service) const;  // newest first; ESRCH
  Status zero(const ServiceKey* service);                                // nullptr = everything

  // nullptr if there is none.
  Service* find(const ServiceKey& key) const;
  // What the whole director has carried.
  Statistics total() const { return total_.statistics(carried()); }
  // Changes whenever services, GUE dests, or NAT dests that replies may come from, do.
  std::uint64_t steering_generation() const {
    return steering_generation_ + settings_.generation();
  }
  // Calls visit(const Service&) for each, oldest first.
  template <class Visit>
  void each_service(Visit visit) const {
    for (const auto& service : services_) visit(*service);
  }
  // Whether control conns of FTP come to the service's port.
  bool is_ftp(const ServiceKey& service) const {
    return !service.is_fwmark() && service.protocol == Protocol::Tcp &&
           settings_.is_ftp_port(service.port);
  }
  // Calls visit(protocol, DestKey) for each NAT dest whose replies may come, removed ones that
  // still have conns included. The protocol is Ip (any) for fwmark services. Those of FTP services
  // come with port 0 (any) as well, for their data conns.
  template <class Visit>
  void each_nat_dest(Visit visit) const {
    store_.each([&](const StoredDest& stored) {
      if (!stored.is_nat_endpoint) return;
      visit(stored.nat_protocol(), stored.dest.key());
      if (is_ftp(stored.service)) visit(Protocol::Tcp, DestKey{stored.dest.key().address, 0});
    });
  }

  // Runs what is due up to `now`: estimators every 2 s, the trash every 60 s while there is any,
  // the schedulers' garbage collection every 60 s. Call it at next_due() to have each at its own
  // time.
  void advance(Time now);
  Time next_due() const;

  // Conns at their dests, under the slow-path lock. bind and unbind keep the OVERLOAD state.
  void bind(Dest& dest, ConnKind kind);
  void unbind(Dest& dest, ConnKind kind);

  // Packets.
  Service* match(const dp::FlowKey& flow, std::uint32_t mark) const {
    return matcher_.match(flow, mark);
  }
  // Whether packets of the family concern the director at all: the kernel's hooks exist only while
  // the family has a service (ip_vs_ctl), so without one even packets of a conn pass to the host.
  bool serves(Family family) const { return matcher_.has_family(family); }
  // Whether a non-fwmark service has the address.
  bool has_virtual_address(const IpAddress& address) const { return matcher_.has_address(address); }
  // Valid while a conn is bound to it.
  Dest& dest(DestIndex index) const { return store_.at(index); }
  // Whether the conns of that dest have lost it: it was removed from its service.
  bool is_lost(DestIndex index) const { return index != kNoDest && !dest(index).is_available(); }
  // Where replies may come from, removed dests that still have conns included.
  bool has_nat_dest_address(const IpAddress& address) const {
    return nat_dests_.has_address(address);
  }
  // The test of nat_icmp_send: a NAT dest in service with exactly this address and port.
  bool is_nat_dest(Protocol protocol, const DestKey& key) const {
    return live_nat_dests_.contains(protocol, key);
  }

  // Whether a dest in service has its conns in a tunnel to there (ip_vs_find_tunnel).
  bool is_tunnel_end(const TunnelEnd& end) const { return tunnel_ends_.contains(end); }

  // The NAT dest of a UDP service with a persistence engine that has exactly this address and port;
  // such a dest may begin conns itself. nullptr if there is none. Slow, but only for NAT dests.
  Dest* dest_with_engine(const DestKey& key) const;

  // A conn of the dest changed between active and inactive.
  static void activate(Dest& dest) { move(dest.inactive_conns, dest.active_conns); }
  static void deactivate(Dest& dest) { move(dest.active_conns, dest.inactive_conns); }

  // Statistics of dest, service and total; nothing for a dest that was removed.
  void count_conn(unsigned worker, Dest& dest) {
    if (dest.is_available()) lines_.at(worker, dest.index).count_conn();
  }
  void count_in(unsigned worker, Dest& dest, std::uint32_t bytes) {
    if (dest.is_available()) lines_.at(worker, dest.index).count_in(bytes);
  }
  void count_out(unsigned worker, Dest& dest, std::uint32_t bytes) {
    if (dest.is_available()) lines_.at(worker, dest.index).count_out(bytes);
  }
  // More packets at once, of a conn.
  void count_many(unsigned worker, Dest& dest, const Counters& more) {
    if (dest.is_available()) lines_.at(worker, dest.index).count_many(more);
  }
  // The worker's, by DestIndex; valid within a batch.
  MappedArray<DestLine>& lines_of(unsigned worker) { return lines_.of(worker); }

 private:
  static void move(std::atomic<std::uint32_t>& from, std::atomic<std::uint32_t>& to) {
    from.fetch_sub(1, std::memory_order_relaxed);
    to.fetch_add(1, std::memory_order_relaxed);
  }

  Counters carried() const;
  Result<Service*> find_or_error(const ServiceKey& key) const;
  // nullptr without the memory for a new one.
  StoredDest* revive_or_create(const Service& service, const DestKey& key);
  void remove_dest(Service& service, Dest& dest);
  void remove_service(Service& service);
  // Keep the tables of endpoints in step with a dest that was added, edited or removed.
  void update_endpoints(StoredDest& stored);
  void update_nat_dest(StoredDest& stored);
  void update_tunnel_end(StoredDest& stored);
  void forget_nat_endpoint(StoredDest& stored);
  void estimate_due(Time now);
  void scan_trash_due(Time now);
  void collect_due(Time now);

  const Settings& settings_;
  Random random_;
  DestLines lines_;
  Traffic total_;
  Counters carried_by_removed_;                     // services
  DestStore store_;                                 // outlives the schedulers' caches
  std::vector<std::unique_ptr<Service>> services_;  // oldest first
  std::vector<Service*> engine_services_;           // those with a persistence engine
  ServiceMatcher matcher_;
  NatDests nat_dests_;       // with those of removed dests that still have conns
  NatDests live_nat_dests_;  // of dests in service
  TunnelEnds tunnel_ends_;
  std::uint64_t next_serial_ = 1;
  std::uint64_t steering_generation_ = 1;
  Time now_{0};
  Time next_estimate_ = kEstimatePeriod;
  Time next_collect_ = kCollectPeriod;
};

}  // namespace nicvs::soft
