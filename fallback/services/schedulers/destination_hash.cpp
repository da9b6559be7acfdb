// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/destination_hash.hpp"

namespace nicvs::soft {

Dest* DestinationHash::choose(const DestList&, const NewConn& conn) {
  Dest* dest = buckets_[dp::dh_bucket(conn.flow.dst)];
  return dest != nullptr && dest->is_usable() ? dest : nullptr;
}

void DestinationHash::fill(const DestList& dests) {
  Dest* dest = nullptr;
  for (Dest*& bucket : buckets_) {
    dest = dest != nullptr && dest->next != nullptr ? dest->next : dests.first();
    bucket = dest;
  }
}

}  // namespace nicvs::soft
