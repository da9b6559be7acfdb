// SPDX-License-Identifier: Apache-2.0
// Which conns go when drop_entry thins the table out against floods (the kernel's
// ip_vs_random_dropentry and todrop_entry).
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include "fallback/tables/conn.hpp"

namespace nicvs::soft {

// A pass once a second looks at a 32nd of the table, drawn at random. Not thread-safe.
class EntryDropper {
 public:
  static constexpr std::uint64_t kShare = 32;

  explicit EntryDropper(std::uint64_t seed) : random_(seed) {}

  // A position below `end`, which is not 0.
  ConnIndex draw(std::uint64_t end) {
    return static_cast<ConnIndex>(((random_() >> 32) * end) >> 32);
  }

  // Whether a conn that was drawn goes. `of_one_packet`: it is the template of a service with
  // one-packet scheduling.
  bool drops(const Conn& conn, bool of_one_packet, Tick now);

 private:
  bool drops_idle(const Conn& conn, Tick now);

  static constexpr std::uint32_t kFewPackets = 8;

  std::mt19937_64 random_;
  // How many idle conns with so many packets still stay before the next one goes.
  std::array<std::uint32_t, kFewPackets + 1> staying_{};
};

}  // namespace nicvs::soft
