// SPDX-License-Identifier: Apache-2.0
// Owns every dest, also the removed ones that conns still refer to (the trash).
//
// A removed dest is kept for revival: adding the same dest to the same service again brings back
// the same object with its conns. It is freed when, at two scans 120 s apart, nothing referred to
// it. Changed by control calls while no worker is inside a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "fallback/frame.hpp"
#include "fallback/net/flat_map.hpp"
#include "fallback/services/dest.hpp"
#include "fallback/services/tunnel_ends.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

struct StoredDest {
  Dest dest;
  // Whose dest it is or was; revival needs the same key, keeping the counters also the serial.
  ServiceKey service;
  std::uint64_t service_serial = 0;
  std::optional<Time> idle_since;        // in the trash: first scan that found no reference
  bool is_nat_endpoint = false;          // replies may come from its address and port
  bool is_live_nat = false;              // in service, and new conns are NAT
  std::optional<TunnelEnd> live_tunnel;  // in service, and new conns are TUN

  // The protocol of its packets; Ip (any) if the service is a fwmark.
  Protocol nat_protocol() const { return service.is_fwmark() ? Protocol::Ip : service.protocol; }
};

class DestStore {
 public:
  static constexpr Time kTrashPeriod = std::chrono::seconds(120);
  static constexpr Time kScanPeriod = kTrashPeriod / 2;

  Dest& at(DestIndex index) const { return stored_at(index).dest; }
  StoredDest& stored(const Dest& dest) const { return stored_at(dest.index); }

  // A new dest with an index of its own.
  StoredDest& create();
  // Frees it and its index; nothing refers to it.
  void free(DestIndex index);
  // Moves a dest, already unlinked from its service, to the trash.
  void discard(Dest& dest, Time now);
  // Takes the dest of that service out of the trash; nullptr if it is not there.
  StoredDest* revive(const ServiceKey& service, const DestKey& key);

  // When to call scan_trash next; Time::max() while the trash is empty.
  Time next_scan() const { return next_scan_; }
  // Frees what has been idle for kTrashPeriod, after a call of on_free(StoredDest&) for each.
  template <class OnFree>
  void scan_trash(Time now, OnFree on_free) {
    for (const DestIndex index : expired_trash(now)) {
      on_free(stored_at(index));
      free(index);
    }
    next_scan_ = trash_.size() == 0 ? Time::max() : now + kScanPeriod;
  }

  // Calls visit(const StoredDest&) for all dests, those in the trash included.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& stored : slots_) {
      if (stored) visit(*stored);
    }
  }

 private:
  struct TrashKey {
    ServiceKey service;
    DestKey dest;
    friend bool operator==(const TrashKey&, const TrashKey&) = default;
  };
  struct TrashKeyHash {
    std::size_t operator()(const TrashKey& key) const;
  };

  StoredDest& stored_at(DestIndex index) const {
    return *slots_[static_cast<std::uint32_t>(index)];
  }
  static TrashKey trash_key(const StoredDest& stored) {
    return {stored.service, stored.dest.key()};
  }
  std::vector<DestIndex> expired_trash(Time now);

  std::vector<std::unique_ptr<StoredDest>> slots_;  // by DestIndex
  std::vector<DestIndex> free_indices_;
  FlatMap<TrashKey, DestIndex, TrashKeyHash> trash_;
  Time next_scan_ = Time::max();
};

}  // namespace nicvs::soft
