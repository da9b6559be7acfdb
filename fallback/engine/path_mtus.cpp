// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/path_mtus.hpp"

#include <algorithm>
#include <mutex>

#include "fallback/net/address_hash.hpp"

namespace nicvs::soft {

const PathMtus::Entry* PathMtus::find_entry(const IpAddress& destination, Time now) const {
  for (const Entry& entry : sets_[address_hash(destination) % kSets]) {
    if (now < entry.until && entry.destination == destination) return &entry;
  }
  return nullptr;
}

PathMtus::PathMtu PathMtus::find(const IpAddress& destination, std::uint32_t route_mtu,
                                 Time now) const {
  const std::lock_guard lock(lock_);
  const Entry* entry = find_entry(destination, now);
  if (entry == nullptr) return {route_mtu, Time::max()};
  return {std::min(entry->mtu, route_mtu), entry->until};
}

std::uint32_t PathMtus::learn(const IpAddress& destination, std::uint32_t told,
                              std::uint32_t route_mtu, Time now) {
  const std::lock_guard lock(lock_);
  const Entry* known = find_entry(destination, now);
  const std::uint32_t present = known == nullptr ? route_mtu : std::min(known->mtu, route_mtu);
  if (present < told || (known != nullptr && known->is_locked)) return present;
  const bool is_locked = told < kLeast;
  const std::uint32_t mtu = is_locked ? std::min(present, kLeast) : told;
  // As the kernel, which does not write the same value again in the first half of its life.
  const bool is_fresh =
      known != nullptr && known->mtu == mtu && !is_locked && now < known->until - kLifetime / 2;
  if (is_fresh) return mtu;
  Set& set = sets_[address_hash(destination) % kSets];
  auto place = std::ranges::find_if(set, [&](const Entry& entry) { return &entry == known; });
  if (place == set.end()) place = std::ranges::min_element(set, {}, &Entry::until);
  *place = {destination, mtu, is_locked, now + kLifetime};
  generation_.fetch_add(1, std::memory_order_release);
  return mtu;
}

}  // namespace nicvs::soft
