// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/schedulers/source_hash.hpp"

namespace nicvs::soft {

Dest* SourceHash::choose(const DestList& dests, const NewConn& conn) {
  if (dests.size() == 0) return nullptr;
  const std::uint16_t port =
      (conn.service_flags & service_flag::kSched2) != 0 ? conn.flow.src_port : std::uint16_t{0};
  const unsigned first = dp::sh_bucket(conn.flow.src, port, 0);
  if (buckets_[first]->is_usable()) return buckets_[first];
  if ((conn.service_flags & service_flag::kSched1) == 0) return nullptr;
  for (unsigned i = 0; i < dp::kHashBuckets; ++i) {
    const unsigned bucket = dp::sh_bucket(conn.flow.src, port, dp::sh_fallback_offset(first, i));
    if (buckets_[bucket]->is_usable()) return buckets_[bucket];
  }
  return nullptr;
}

void SourceHash::fill(const DestList& dests) {
  Dest* dest = dests.first();
  std::int32_t taken = 0;
  for (Dest*& bucket : buckets_) {
    bucket = dest;
    if (dest == nullptr || ++taken < dest->weight) continue;
    dest = dest->next != nullptr ? dest->next : dests.first();
    taken = 0;
  }
}

}  // namespace nicvs::soft
