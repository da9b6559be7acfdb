// SPDX-License-Identifier: Apache-2.0
#include "fallback/fragments/fragment_store.hpp"

#include <algorithm>
#include <cstring>

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kBuckets = 1024;  // a power of two

// Index + 1, so that zero bytes are an empty bucket.
constexpr DatagramIndex kEmptyBucket = 0;

}  // namespace

FragmentStore::FragmentStore(const dp::HashKey& key)
    : key_(key), slots_(kSlots), datagrams_(kDatagrams), buckets_(kBuckets) {}

DatagramIndex FragmentStore::index_of(const Datagram& datagram) const {
  return static_cast<DatagramIndex>(&datagram - &datagrams_[0]);
}

DatagramIndex& FragmentStore::bucket_of(const dp::FlowKey& key) {
  return buckets_[dp::flow_hash(key, key_) % kBuckets];
}

FragmentStore::Age& FragmentStore::age_of(const Datagram& datagram) {
  return ages_[static_cast<std::size_t>(datagram.key.family)];
}

Datagram* FragmentStore::find(const dp::FlowKey& key) {
  for (DatagramIndex at = bucket_of(key); at != kEmptyBucket;) {
    Datagram& datagram = datagrams_[at - 1u];
    if (datagram.key == key) return &datagram;
    at = datagram.next_in_bucket;
  }
  return nullptr;
}

Datagram& FragmentStore::create(const dp::FlowKey& key, Time deadline) {
  if (free_datagram_ == kNoIndex && used_datagrams_ == kDatagrams) evict_oldest(nullptr);
  DatagramIndex index = free_datagram_;
  if (index != kNoIndex) {
    free_datagram_ = datagrams_[index].next_in_bucket;
  } else {
    index = static_cast<DatagramIndex>(used_datagrams_++);
  }
  Datagram& datagram = datagrams_[index];
  datagram.coverage.clear();
  datagram.key = key;
  datagram.deadline = deadline;
  datagram.length = datagram.largest = datagram.largest_df = 0;
  datagram.ecn_seen = 0;
  datagram.has_first = datagram.has_last = false;
  datagram.first = datagram.oldest_piece = datagram.newest_piece = kNoIndex;
  link(datagram);
  return datagram;
}

void FragmentStore::link(Datagram& datagram) {
  const DatagramIndex index = index_of(datagram);
  DatagramIndex& bucket = bucket_of(datagram.key);
  datagram.next_in_bucket = bucket;
  bucket = static_cast<DatagramIndex>(index + 1u);
  Age& age = age_of(datagram);
  datagram.older = age.newest;
  datagram.newer = kNoIndex;
  (age.newest == kNoIndex ? age.oldest : datagrams_[age.newest].newer) = index;
  age.newest = index;
  ++waiting_;
}

void FragmentStore::unlink(Datagram& datagram) {
  const DatagramIndex index = index_of(datagram);
  DatagramIndex* at = &bucket_of(datagram.key);
  while (*at != index + 1u) at = &datagrams_[*at - 1u].next_in_bucket;
  *at = datagram.next_in_bucket;
  Age& age = age_of(datagram);
  (datagram.older == kNoIndex ? age.oldest : datagrams_[datagram.older].newer) = datagram.newer;
  (datagram.newer == kNoIndex ? age.newest : datagrams_[datagram.newer].older) = datagram.older;
  --waiting_;
}

void FragmentStore::free_piece(SlotIndex first) {
  while (first != kNoIndex) {
    const SlotIndex next = slots_[first].next_slot;
    slots_[first].next_slot = free_slot_;
    free_slot_ = first;
    first = next;
  }
}

void FragmentStore::forget(Datagram& datagram) {
  unlink(datagram);
  for (SlotIndex piece = datagram.oldest_piece; piece != kNoIndex;) {
    const SlotIndex next = slots_[piece].next_piece;
    free_piece(piece);
    piece = next;
  }
  datagram.next_in_bucket = free_datagram_;
  free_datagram_ = index_of(datagram);
}

bool FragmentStore::evict_oldest(const Datagram* spared) {
  Datagram* oldest = nullptr;
  for (const Age& age : ages_) {
    DatagramIndex index = age.oldest;
    if (index != kNoIndex && &datagrams_[index] == spared) index = datagrams_[index].newer;
    if (index == kNoIndex) continue;
    Datagram& candidate = datagrams_[index];
    if (oldest == nullptr || candidate.deadline < oldest->deadline) oldest = &candidate;
  }
  if (oldest == nullptr) return false;
  forget(*oldest);
  ++evicted_;
  return true;
}

SlotIndex FragmentStore::take_slot(const Datagram& spared) {
  while (free_slot_ == kNoIndex) {
    if (used_slots_ < kSlots) return static_cast<SlotIndex>(used_slots_++);
    if (!evict_oldest(&spared)) return kNoIndex;
  }
  const SlotIndex taken = free_slot_;
  free_slot_ = slots_[taken].next_slot;
  return taken;
}

bool FragmentStore::keep(Datagram& datagram, const Frame& frame, const Piece& piece) {
  SlotIndex first = kNoIndex;
  SlotIndex* link = &first;
  for (std::uint32_t at = 0; at < frame.length;) {
    const SlotIndex index = take_slot(datagram);
    if (index == kNoIndex) {
      free_piece(first);
      return false;
    }
    Slot& slot = slots_[index];
    *link = index;
    slot.next_slot = kNoIndex;
    link = &slot.next_slot;
    const std::uint32_t count =
        std::min(frame.length - at, static_cast<std::uint32_t>(sizeof slot.bytes));
    std::memcpy(slot.bytes, frame.data + at, count);
    at += count;
  }
  Slot& slot = slots_[first];
  slot.next_piece = kNoIndex;
  slot.l3_at = piece.l3_at;
  slot.next_at = piece.next_at;
  slot.header_end = piece.header_end;
  slot.payload_at = piece.payload_at;
  slot.offset = piece.offset;
  slot.end = piece.end;
  slot.length = frame.length;
  slot.port = frame.port;
  (datagram.newest_piece == kNoIndex ? datagram.oldest_piece
                                     : slots_[datagram.newest_piece].next_piece) = first;
  datagram.newest_piece = first;
  if (piece.offset == 0) datagram.first = first;
  return true;
}

Datagram* FragmentStore::due(Time now) {
  for (const Age& age : ages_) {
    if (age.oldest != kNoIndex && datagrams_[age.oldest].deadline <= now) {
      return &datagrams_[age.oldest];
    }
  }
  return nullptr;
}

void FragmentStore::copy(const Slot& first, std::uint32_t from, std::uint32_t to,
                         std::uint8_t* out) const {
  const Slot* slot = &first;
  for (std::uint32_t begin = 0; begin < to; begin += sizeof slot->bytes) {
    const std::uint32_t stop = begin + static_cast<std::uint32_t>(sizeof slot->bytes);
    const std::uint32_t lower = std::max(from, begin);
    const std::uint32_t upper = std::min(to, stop);
    if (lower < upper) {
      std::memcpy(out + (lower - from), slot->bytes + (lower - begin), upper - lower);
    }
    if (slot->next_slot == kNoIndex) return;
    slot = &slots_[slot->next_slot];
  }
}

std::uint64_t FragmentStore::take_evicted() {
  const std::uint64_t evicted = evicted_;
  evicted_ = 0;
  return evicted;
}

}  // namespace nicvs::soft
