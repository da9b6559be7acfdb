// SPDX-License-Identifier: Apache-2.0
// A dest: one real server of one service.
//
// A Dest keeps its address and its index for as long as a conn or a scheduler's cache refers to it,
// also after it was removed from its service. Control calls change the plain fields while no worker
// is inside a batch; is_overloaded and the counts of references are guarded by the engine's
// slow-path lock; the conn counters may be moved by any worker.
#pragma once

#include <atomic>
#include <cstdint>

#include "fallback/services/dest_lines.hpp"
#include "fallback/services/traffic.hpp"
#include "nicvs/dp/schedule.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

enum class ServiceIndex : std::uint32_t {};
class Service;

struct alignas(64) Dest {
  // What a packet reads that does not go the quickest way (DestLine): one cache line.
  dp::Address address{};
  Service* service = nullptr;  // nullptr once the dest was removed
  DestIndex index = kNoDest;
  std::uint16_t port = 0;
  Family family = Family::Ipv4;
  ForwardMethod method = ForwardMethod::Dr;  // of new conns; a conn keeps the one it began with
  TunnelType tunnel_type = TunnelType::IpIp;
  std::uint16_t tunnel_port = 0;
  std::uint16_t tunnel_flags = 0;
  std::int32_t weight = 0;
  std::int32_t last_weight = 0;  // the last one that was not 0; 0 if there was none

  // What scheduling reads and new and ending conns write: another cache line.
  alignas(64) std::atomic<std::uint32_t> active_conns{0};
  std::atomic<std::uint32_t> inactive_conns{0};
  std::atomic<std::uint32_t> persistent_conns{0};  // templates
  std::uint32_t upper_threshold = 0;               // conns, 0 = none
  std::uint32_t lower_threshold = 0;
  bool is_overloaded = false;
  std::uint32_t cache_references = 0;  // entries in schedulers' caches
  Dest* next = nullptr;                // in the service's list, newest first
  Dest* previous = nullptr;

  Traffic traffic;          // of what its DestLines count
  Counters before_service;  // what those had counted when it came into its service

  // False once removed from its service; its conns are then "dest removed".
  bool is_available() const { return service != nullptr; }
  std::uint32_t active() const { return active_conns.load(std::memory_order_relaxed); }
  std::uint32_t inactive() const { return inactive_conns.load(std::memory_order_relaxed); }
  std::uint32_t persistent() const { return persistent_conns.load(std::memory_order_relaxed); }
  // Conns that count against the thresholds: all but templates.
  std::uint32_t total_conns() const { return active() + inactive(); }
  bool is_referenced() const { return total_conns() + persistent() + cache_references != 0; }

  // What the decision kernels see of it.
  dp::DestLoad load() const {
    return {static_cast<std::uint32_t>(weight), active(), inactive(), is_overloaded};
  }
  bool is_gue() const { return method == ForwardMethod::Tun && tunnel_type == TunnelType::Gue; }
  bool is_usable() const { return weight > 0 && !is_overloaded; }

  DestKey key() const { return {{family, address}, port}; }
  DestSpec spec() const;
  DestInfo info(const Counters& counted) const;
  // Takes over everything but the key; OVERLOAD is re-evaluated as IPVS does: cleared if the upper
  // threshold was raised or removed.
  void apply(const DestSpec& spec);
};

// The dests of a service, newest first: the order in which schedulers walk. Does not own them.
class DestList {
 public:
  class Iterator {
   public:
    explicit Iterator(Dest* dest) : dest_(dest) {}
    Dest& operator*() const { return *dest_; }
    Iterator& operator++() {
      dest_ = dest_->next;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    Dest* dest_;
  };

  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(nullptr); }
  Dest* first() const { return first_; }
  Dest* last() const { return last_; }
  std::uint32_t size() const { return size_; }

  void push_front(Dest& dest);
  // The dest's own next and previous stay readable until it is inserted again.
  void remove(Dest& dest);

 private:
  Dest* first_ = nullptr;
  Dest* last_ = nullptr;
  std::uint32_t size_ = 0;
};

}  // namespace nicvs::soft
