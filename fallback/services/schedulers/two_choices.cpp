// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/two_choices.hpp"

#include "nicvs/dp/schedule.hpp"

namespace nicvs::soft {
namespace {

// The dest at which the draw arrives; draw is at most the sum of the usable weights.
Dest* walk(const DestList& dests, std::int64_t draw) {
  for (Dest& dest : dests) {
    const dp::DestLoad load = dest.load();
    draw = dp::twos_step(draw, load);
    if (dp::twos_arrives(draw, load)) return &dest;
  }
  return nullptr;
}

}  // namespace

Dest* TwoChoices::choose(const DestList& dests, const NewConn&) {
  std::int64_t sum = 0;
  for (const Dest& dest : dests) {
    if (dest.is_usable()) sum += dest.weight;
  }
  if (sum == 0) return nullptr;
  std::uniform_int_distribution<std::int64_t> draw(0, sum);
  Dest* first = walk(dests, draw(random_));
  Dest* second = walk(dests, draw(random_));
  return dp::twos_prefers_second(first->load(), second->load()) ? second : first;
}

}  // namespace nicvs::soft
