// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/round_robin.hpp"

namespace nicvs::soft {

Dest* RoundRobin::choose(const DestList& dests, const NewConn&) {
  Dest* dest = last_;
  for (std::uint32_t i = 0; i < dests.size(); ++i) {
    dest = dest != nullptr && dest->next != nullptr ? dest->next : dests.first();
    if (dest->is_usable()) return last_ = dest;
  }
  return nullptr;
}

// As in the kernel the turn goes to the dest that stood behind the removed one.
void RoundRobin::dest_removed(const DestList&, const Dest& removed) {
  if (last_ == &removed) last_ = removed.previous;
}

}  // namespace nicvs::soft
