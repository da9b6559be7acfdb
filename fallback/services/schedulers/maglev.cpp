// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/maglev.hpp"

#include <algorithm>
#include <numeric>

namespace nicvs::soft {
namespace {

// A dest while the table is filled: where in its permutation it stands, and its slots per round.
struct Filler {
  Dest* dest;
  std::uint32_t slot;
  std::uint32_t skip;
  std::uint32_t turns;
};

std::vector<Filler> fillers_of(Family service, const DestList& dests) {
  std::int32_t divisor = 0;
  std::int32_t heaviest = 0;
  for (const Dest& dest : dests) {
    divisor = std::gcd(divisor, dest.last_weight);
    heaviest = std::max(heaviest, dest.last_weight);
  }
  std::vector<Filler> fillers;
  if (heaviest == 0) return fillers;
  const unsigned shift = dp::maglev_shift(static_cast<std::uint32_t>(heaviest / divisor));
  for (Dest& dest : dests) {
    const auto turns =
        dp::maglev_turns(static_cast<std::uint32_t>(dest.last_weight / divisor), shift);
    if (turns == 0) continue;
    const dp::MaglevStart start = dp::maglev_start(service, dest.address, dest.port);
    fillers.push_back({&dest, start.offset, start.skip, turns});
  }
  return fillers;
}

bool is_usable(const Dest* dest) { return dest != nullptr && dest->is_usable(); }

}  // namespace

Dest* Maglev::choose(const DestList&, const NewConn& conn) {
  const std::uint16_t port =
      (conn.service_flags & service_flag::kSched2) != 0 ? conn.flow.src_port : std::uint16_t{0};
  const std::uint32_t first = dp::maglev_slot(conn.flow.src, port, 0);
  if (is_usable(slots_[first])) return slots_[first];
  if ((conn.service_flags & service_flag::kSched1) == 0) return nullptr;
  for (std::uint32_t i = 0; i < dp::kMaglevSlots; ++i) {
    const auto slot = dp::maglev_slot(conn.flow.src, port, dp::maglev_fallback_offset(first, i));
    if (is_usable(slots_[slot])) return slots_[slot];
  }
  return nullptr;
}

void Maglev::fill(const DestList& dests) {
  slots_.fill(nullptr);
  std::vector<Filler> fillers = fillers_of(family_, dests);
  std::uint32_t free_slots = fillers.empty() ? 0 : dp::kMaglevSlots;
  while (free_slots != 0) {
    for (Filler& filler : fillers) {
      for (std::uint32_t turn = 0; turn < filler.turns && free_slots != 0; ++turn) {
        while (slots_[filler.slot] != nullptr) {
          filler.slot = dp::maglev_next_slot(filler.slot, filler.skip);
        }
        slots_[filler.slot] = filler.dest;
        --free_slots;
      }
    }
  }
}

}  // namespace nicvs::soft
