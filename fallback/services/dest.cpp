// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/dest.hpp"

namespace nicvs::soft {

DestSpec Dest::spec() const {
  return {.key = key(),
          .method = method,
          .weight = weight,
          .upper_threshold = upper_threshold,
          .lower_threshold = lower_threshold,
          .tunnel_type = tunnel_type,
          .tunnel_port = tunnel_port,
          .tunnel_flags = tunnel_flags};
}

DestInfo Dest::info(const Counters& counted) const {
  return {.spec = spec(),
          .active_conns = active(),
          .inactive_conns = inactive(),
          .persistent_conns = persistent(),
          .statistics = traffic.statistics(counted)};
}

void Dest::apply(const DestSpec& spec) {
  method = spec.method;
  weight = spec.weight;
  if (weight != 0) last_weight = weight;
  is_overloaded =
      dp::is_overloaded_after_edit(is_overloaded, upper_threshold, spec.upper_threshold);
  upper_threshold = spec.upper_threshold;
  lower_threshold = spec.lower_threshold;
  tunnel_type = spec.tunnel_type;
  tunnel_port = spec.tunnel_port;
  tunnel_flags = spec.tunnel_flags;
}

void DestList::push_front(Dest& dest) {
  dest.previous = nullptr;
  dest.next = first_;
  (first_ != nullptr ? first_->previous : last_) = &dest;
  first_ = &dest;
  ++size_;
}

void DestList::remove(Dest& dest) {
  (dest.previous != nullptr ? dest.previous->next : first_) = dest.next;
  (dest.next != nullptr ? dest.next->previous : last_) = dest.previous;
  --size_;
}

}  // namespace nicvs::soft
