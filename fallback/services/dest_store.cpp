// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/dest_store.hpp"

#include "fallback/net/address_hash.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;  // 2^64 / golden ratio

}  // namespace

std::size_t DestStore::TrashKeyHash::operator()(const TrashKey& key) const {
  const std::uint64_t ports = std::uint64_t{key.service.fwmark} << 32 |
                              std::uint64_t{key.service.port} << 16 | key.dest.port;
  std::uint64_t mixed = (address_hash(key.service.address) ^ ports) * kOdd;
  mixed = (mixed ^ mixed >> 32 ^ address_hash(key.dest.address)) * kOdd;
  return static_cast<std::size_t>(mixed ^ mixed >> 32);
}

StoredDest& DestStore::create() {
  if (free_indices_.empty()) {
    free_indices_.push_back(DestIndex{static_cast<std::uint32_t>(slots_.size())});
    slots_.emplace_back();
  }
  const DestIndex index = free_indices_.back();
  free_indices_.pop_back();
  auto& slot = slots_[static_cast<std::uint32_t>(index)];
  slot = std::make_unique<StoredDest>();
  slot->dest.index = index;
  return *slot;
}

void DestStore::discard(Dest& dest, Time now) {
  StoredDest& discarded = stored(dest);
  discarded.idle_since.reset();
  trash_[trash_key(discarded)] = dest.index;
  if (next_scan_ == Time::max()) next_scan_ = now + kScanPeriod;
}

StoredDest* DestStore::revive(const ServiceKey& service, const DestKey& key) {
  const TrashKey wanted{service, key};
  const DestIndex* found = trash_.find(wanted);
  if (found == nullptr) return nullptr;
  StoredDest& revived = stored_at(*found);
  trash_.erase(wanted);
  return &revived;
}

std::vector<DestIndex> DestStore::expired_trash(Time now) {
  std::vector<DestIndex> expired;
  trash_.erase_if([&](const TrashKey&, DestIndex index) {
    StoredDest& stored = stored_at(index);
    if (stored.dest.is_referenced()) return false;
    if (!stored.idle_since) stored.idle_since = now;
    if (now < *stored.idle_since + kTrashPeriod) return false;
    expired.push_back(index);
    return true;
  });
  return expired;
}

void DestStore::free(DestIndex index) {
  slots_[static_cast<std::uint32_t>(index)].reset();
  free_indices_.push_back(index);
}

}  // namespace nicvs::soft
