// SPDX-License-Identifier: Apache-2.0
// The cache of lblc and lblcr: what is remembered for a destination address, and when it is
// forgotten.
//
// An entry is allocated when a destination is first seen, never per packet.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "fallback/services/scheduler.hpp"
#include "nicvs/dp/schedule.hpp"

namespace nicvs::soft {

template <class Value>
class DestinationCache {
 public:
  // nullptr if unknown; otherwise the entry counts as used now.
  Value* find(const dp::Address& destination, Time now) {
    for (Entry& entry : buckets_[dp::lblc_bucket(destination)]) {
      if (entry.destination != destination) continue;
      entry.last_use = now;
      return &entry.value;
    }
    return nullptr;
  }

  // The destination must be unknown.
  void insert(const dp::Address& destination, Value value, Time now) {
    buckets_[dp::lblc_bucket(destination)].push_back({destination, now, std::move(value)});
    ++size_;
  }

  std::size_t size() const { return size_; }

  // To be called every kCollectPeriod. Each 30th time all entries idle for `expiration` go; at the
  // other times, and only above 16 entries a bucket, some of those idle for 6 minutes.
  void collect(Time now, Time expiration) {
    if (++collections_ % kFullCollection == 0) {
      for (auto& bucket : buckets_) drop_idle(bucket, now - expiration);
    } else if (size_ > kMaxSize) {
      collect_some(now, std::min((size_ - kMaxSize) * 4 / 3, kMaxSize / 2));
    }
  }

 private:
  struct Entry {
    dp::Address destination;
    Time last_use;
    Value value;
  };
  using Bucket = std::vector<Entry>;

  static constexpr unsigned kFullCollection = 30;
  static constexpr std::size_t kMaxSize = std::size_t{16} * dp::kCacheBuckets;
  static constexpr Time kIdle = std::chrono::minutes(6);

  std::size_t drop_idle(Bucket& bucket, Time last_use_until) {
    const std::size_t dropped =
        std::erase_if(bucket, [&](const Entry& entry) { return entry.last_use <= last_use_until; });
    size_ -= dropped;
    return dropped;
  }

  // Whole buckets, from where the last call stopped, until about `goal` entries are gone.
  void collect_some(Time now, std::size_t goal) {
    std::size_t dropped = 0;
    for (unsigned i = 0; i < dp::kCacheBuckets && dropped < goal; ++i) {
      rover_ = (rover_ + 1) % dp::kCacheBuckets;
      dropped += drop_idle(buckets_[rover_], now - kIdle);
    }
  }

  std::array<Bucket, dp::kCacheBuckets> buckets_;
  std::size_t size_ = 0;
  unsigned collections_ = 0;
  unsigned rover_ = 0;
};

}  // namespace nicvs::soft
