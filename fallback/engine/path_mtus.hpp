// SPDX-License-Identifier: Apache-2.0
// The path MTUs that routers told: exceptions to the MTU of a route, for one destination each.
//
//   PathMtus mtus;
//   mtus.learn(dest, 1400, hop.mtu, now);                          // any worker
//   if (mtus.generation() != seen) mtu = mtus.find(dest, hop.mtu, now).mtu;   // and remember it
//
// The rules are the kernel's (RFC 1191 6.3; net.ipv4.route.mtu_expires and min_pmtu). The table is
// bounded: when the places of a destination are taken, the oldest of them is forgotten. Safe for
// any number of threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "fallback/engine/spin_lock.hpp"
#include "fallback/frame.hpp"
#include "nicvs/ip_address.hpp"

namespace nicvs::soft {

class PathMtus {
 public:
  static constexpr std::chrono::seconds kLifetime{600};
  static constexpr std::uint32_t kLeast = 552;  // bytes; less is not believed

  struct PathMtu {
    std::uint32_t mtu;  // bytes of layer 3, at most the route's
    Time until;         // holds before this time; Time::max() if nothing was learned
  };

  // `told` bytes fit through to the destination; `route_mtu` is what its route says. Ignored if
  // more fits than was thought, and, until it is forgotten, after a value below kLeast. Returns
  // what holds from now on.
  std::uint32_t learn(const IpAddress& destination, std::uint32_t told, std::uint32_t route_mtu,
                      Time now);
  PathMtu find(const IpAddress& destination, std::uint32_t route_mtu, Time now) const;

  // Changes whenever a find() may have a new answer, but for the end of `until`.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  static constexpr std::size_t kSets = 256;
  static constexpr std::size_t kWays = 4;

  struct Entry {
    IpAddress destination;
    std::uint32_t mtu = 0;
    bool is_locked = false;  // a value below kLeast was told
    Time until = Time::min();
  };
  using Set = std::array<Entry, kWays>;

  const Entry* find_entry(const IpAddress& destination, Time now) const;

  mutable SpinLock lock_;
  std::array<Set, kSets> sets_{};
  std::atomic<std::uint64_t> generation_{1};
};

}  // namespace nicvs::soft
