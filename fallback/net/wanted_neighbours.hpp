// SPDX-License-Identifier: Apache-2.0
// The next hops whose MAC frames needed but nobody knew; see NetSink::take_wanted_neighbours().
//
// Bounded and without allocation in add(), so that a flood to absent hosts costs nothing but drops.
// Not thread-safe: one per worker, taken while the worker stands still.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "nicvs/net.hpp"

namespace nicvs::soft {

class WantedNeighbours {
 public:
  static constexpr std::size_t kLimit = 128;

  // Remembers each neighbour once; those beyond the limit are forgotten and asked for again later.
  void add(PortId port, const IpAddress& address);

  // Moves everything to the end of `out`.
  void take(std::vector<NetSink::Wanted>& out);

 private:
  static constexpr std::size_t kSlots = 2 * kLimit;

  std::array<std::uint16_t, kSlots> slot_{};  // 1 + index into wanted_, 0 = free; linear probing
  std::array<NetSink::Wanted, kLimit> wanted_{};
  std::size_t count_ = 0;
};

}  // namespace nicvs::soft
