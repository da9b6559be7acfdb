// SPDX-License-Identifier: Apache-2.0
// The memory of a reassembler: datagrams that wait for fragments, and the fragments' frames.
//
// All of it is address space mapped at start; nothing is allocated later. When it is full, the
// datagram that has waited longest makes room.
#pragma once

#include <cstdint>

#include "fallback/fragments/coverage.hpp"
#include "fallback/fragments/piece.hpp"
#include "fallback/frame.hpp"
#include "fallback/tables/mapped_array.hpp"
#include "nicvs/dp/flow_hash.hpp"

namespace nicvs::soft {

using SlotIndex = std::uint16_t;
using DatagramIndex = std::uint16_t;
constexpr std::uint16_t kNoIndex = 0xffff;

// Fine as zero bytes. Sizes in bytes of IP packets.
struct Datagram {
  dp::FlowKey key;
  Time deadline;
  std::uint32_t length;      // of the payload, as far as known
  std::uint32_t largest;     // the longest fragment
  std::uint32_t largest_df;  // the longest one with DF; 0 if there is none
  std::uint8_t ecn_seen;     // bit n: a fragment with ECN field n
  bool has_first;
  bool has_last;
  SlotIndex first;         // the piece with offset 0, if it is kept here
  SlotIndex oldest_piece;  // in order of arrival
  SlotIndex newest_piece;
  DatagramIndex next_in_bucket;
  DatagramIndex older;  // of the same family
  DatagramIndex newer;
  Coverage coverage;
};

// A kept fragment's frame; one longer than a slot goes on in further slots. Offsets as in Piece.
struct Slot {
  SlotIndex next_slot;
  SlotIndex next_piece;
  std::uint16_t l3_at;
  std::uint16_t next_at;
  std::uint16_t header_end;
  std::uint16_t payload_at;
  std::uint32_t offset;
  std::uint32_t end;
  std::uint32_t length;  // of the frame
  PortId port;
  std::uint8_t bytes[2012];
};

class FragmentStore {
 public:
  static constexpr std::uint32_t kSlots = 2048;  // 4 MiB, the kernel's ipfrag_high_thresh
  static constexpr std::uint32_t kDatagrams = 512;

  explicit FragmentStore(const dp::HashKey& key);
  // False if the address space was not to be had.
  explicit operator bool() const { return slots_ && datagrams_ && buckets_; }

  bool is_empty() const { return waiting_ == 0; }

  // nullptr if no fragment of it waits.
  Datagram* find(const dp::FlowKey& key);
  // A new datagram without pieces. Datagrams of one family are made in the order of their
  // deadlines.
  Datagram& create(const dp::FlowKey& key, Time deadline);
  // Copies the frame. False if it does not fit beside the datagram's other pieces.
  bool keep(Datagram& datagram, const Frame& frame, const Piece& piece);
  void forget(Datagram& datagram);
  // A datagram whose deadline has come; nullptr if there is none.
  Datagram* due(Time now);

  const Slot& slot(SlotIndex index) const { return slots_[index]; }
  // Bytes [from, to) of a kept frame.
  void copy(const Slot& first, std::uint32_t from, std::uint32_t to, std::uint8_t* out) const;

  // Datagrams that had to make room since the last call.
  std::uint64_t take_evicted();

 private:
  struct Age {
    DatagramIndex oldest = kNoIndex;
    DatagramIndex newest = kNoIndex;
  };

  DatagramIndex index_of(const Datagram& datagram) const;
  DatagramIndex& bucket_of(const dp::FlowKey& key);
  Age& age_of(const Datagram& datagram);
  void link(Datagram& datagram);
  void unlink(Datagram& datagram);
  // False if nothing but `spared` is left.
  bool evict_oldest(const Datagram* spared);
  SlotIndex take_slot(const Datagram& spared);
  void free_piece(SlotIndex first);

  dp::HashKey key_;
  MappedArray<Slot> slots_;
  MappedArray<Datagram> datagrams_;
  MappedArray<DatagramIndex> buckets_;
  SlotIndex free_slot_ = kNoIndex;
  std::uint32_t used_slots_ = 0;  // slots from here on were never used
  DatagramIndex free_datagram_ = kNoIndex;
  std::uint32_t used_datagrams_ = 0;
  std::uint32_t waiting_ = 0;
  std::uint64_t evicted_ = 0;
  Age ages_[2];  // by family
};

}  // namespace nicvs::soft
