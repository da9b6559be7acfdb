// SPDX-License-Identifier: Apache-2.0
// Puts fragments together to the packet they were cut from, as Linux does before IPVS sees it.
//
//   const Piece piece = read_piece(window, parsed);
//   if (piece.reason == dp::Reason::None &&
//       reassembler.add(frame, piece, now) == dp::Reason::None) {
//     ... reassembler.whole(): the packet; rewrite it, send it in fragments ...
//     reassembler.done();
//   }
//
// One per worker. Not thread-safe.
#pragma once

#include <optional>

#include "fallback/fragments/fragment_store.hpp"

namespace nicvs::soft {

// How a packet that was put together had been cut. Sizes in bytes of IP packets.
struct Assembly {
  const Coverage* pieces;
  std::uint32_t payload_at;  // offset in the frame of what had been cut
  std::uint32_t largest;     // the longest fragment
  bool dont_fragment;        // the longest fragment had DF
  bool keeps_pieces;         // the kernel kept the pieces apart, so they leave as they came
};

class Reassembler {
 public:
  explicit Reassembler(const dp::HashKey& key) : store_(key), memory_(kMemory) {}
  // False if the memory was not to be had.
  explicit operator bool() const { return static_cast<bool>(store_) && memory_; }

  // The kernel's ipfrag_time and nf_conntrack_frag6_timeout.
  static constexpr std::chrono::seconds kTimeoutIpv4{30};
  static constexpr std::chrono::seconds kTimeoutIpv6{60};

  // None: the datagram is complete and whole() is it, until done(). FragmentKept: the frame was
  // copied. Fragment: the host's stack is to judge it. Otherwise the fragment, and by the kernel's
  // rules perhaps its datagram, is lost. piece.reason is None.
  dp::Reason add(const Frame& frame, const Piece& piece, Time now);

  // The completed packet behind an Ethernet header, without its IPv6 fragment header. In memory of
  // the reassembler, with headroom for an outer header.
  Frame& whole() { return whole_; }
  const Assembly& assembly() const { return assembly_; }
  // The fragments of the completed datagram that had been kept, oldest first: visit(slot).
  template <class Visit>
  void each_kept(Visit visit) const {
    for (SlotIndex at = completed_->oldest_piece; at != kNoIndex; at = store_.slot(at).next_piece) {
      visit(store_.slot(at));
    }
  }
  // Writes a kept fragment's frame into an empty one; false if its tailroom is too small.
  bool restore(const Slot& slot, Frame& out) const;
  void done();

  // Whether a datagram is to be given up by now; if so, it is forgotten. The frame of its first
  // fragment, if that has arrived, is in `first`, in memory of the reassembler until the next call.
  struct Expired {
    std::optional<Frame> first;
  };
  bool expire(Time now, Expired& expired);
  bool is_empty() const { return store_.is_empty(); }

  // Datagrams given up since the last call because memory was short.
  std::uint64_t take_evicted() { return store_.take_evicted(); }

 private:
  static constexpr std::uint32_t kHeadroom = 256;
  static constexpr std::uint32_t kMemory = kHeadroom + 65536 + 256;

  dp::Reason give_up(Datagram& datagram, dp::Reason reason);
  dp::Reason check_end(const Datagram& datagram, const Piece& piece) const;
  dp::Reason complete(Datagram& datagram, const Frame& frame, const Piece& piece);
  void finish_headers(const Datagram& datagram, std::uint32_t l3_at, std::uint32_t next_at,
                      std::uint32_t header_end);

  FragmentStore store_;
  MappedArray<std::uint8_t> memory_;
  Frame whole_;
  Assembly assembly_{};
  Datagram* completed_ = nullptr;
};

}  // namespace nicvs::soft
