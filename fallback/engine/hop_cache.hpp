// SPDX-License-Identifier: Apache-2.0
// The next hops to dests, so that a packet does not search routes and neighbours again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "fallback/engine/path_mtus.hpp"
#include "fallback/net/address_hash.hpp"
#include "fallback/net/net_view.hpp"

namespace nicvs::soft {

// What a change of the view, or a path MTU that was learned or forgotten, makes stale is looked up
// again. One per worker.
class HopCache {
 public:
  struct Hop {
    NextHop next;                     // its MTU is the path's
    std::optional<IpAddress> source;  // of packets that the director sends there itself
  };

  // Valid until the next call. Takes the address by value, so that the caller's never has to be in
  // memory.
  const Hop& find(const NetView& net, const PathMtus& mtus, IpAddress destination, Time now) {
    Entry& entry = entries_[address_hash(destination) % kEntries];
    const bool is_fresh = entry.generation == net.generation() &&
                          entry.mtu_generation == mtus.generation() && now < entry.until &&
                          entry.destination == destination;
    if (!is_fresh) [[unlikely]]
      look_up(entry, net, mtus, destination, now);
    return entry.hop;
  }

 private:
  static constexpr std::size_t kEntries = 256;

  struct Entry {
    std::uint64_t generation = 0;  // of the view; 0 = never
    std::uint64_t mtu_generation = 0;
    Time until{};  // when the path MTU is forgotten
    IpAddress destination;
    Hop hop;
  };

  [[gnu::cold, gnu::noinline]] static void look_up(Entry& entry, const NetView& net,
                                                   const PathMtus& mtus, IpAddress destination,
                                                   Time now) {
    entry.generation = net.generation();
    entry.mtu_generation = mtus.generation();
    entry.destination = destination;
    entry.hop.next = net.next_hop(destination);
    entry.hop.source = net.source_for(entry.hop.next, destination);
    const PathMtus::PathMtu path = mtus.find(destination, entry.hop.next.mtu, now);
    entry.hop.next.mtu = path.mtu;
    entry.until = path.until;
  }

  std::array<Entry, kEntries> entries_;
};

}  // namespace nicvs::soft
