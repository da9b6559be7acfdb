// SPDX-License-Identifier: Apache-2.0
// READ FIRST. One worker's way of a batch: parse all, look up all, then decide each.
//
// The stages are apart so that the cache lines of a batch's buckets and conns are fetched while
// other frames are worked on. Every decision is a kernel of nicvs/dp; this class holds the memory:
// the worker's conns, their timers and its counters.
#pragma once

#include <array>
#include <atomic>
#include <optional>
#include <span>

#include "fallback/engine/accelerated_conns.hpp"
#include "fallback/engine/admission.hpp"
#include "fallback/engine/conn_progress.hpp"
#include "fallback/engine/entry_dropper.hpp"
#include "fallback/engine/forwarder.hpp"
#include "fallback/engine/ftp_conns.hpp"
#include "fallback/engine/ip_input.hpp"
#include "fallback/engine/sync_reporter.hpp"
#include "fallback/fragments/reassembler.hpp"

namespace nicvs::soft {

class PacketPath {
 public:
  PacketPath(Core& core, unsigned worker, std::uint64_t conn_capacity);

  // Inside the gate, by the worker.
  void process(std::span<Frame> frames, std::span<Decision> decisions, Batch batch);

  // Ends conns whose time is over; see TimerWheel::turn().
  bool expire_until(Tick to, unsigned limit);
  // Ends conns whose dest was removed among the positions [first, end) of the table.
  void end_lost_conns(ConnIndex first, ConnIndex end);
  // Ends the conn if the dropper says so, and its template too if that was never assured.
  void drop_entry(ConnIndex index, EntryDropper& dropper, Tick now);
  Tick next_event(Tick otherwise) const { return wheel_.next_event(otherwise); }
  // False if the memory for the tables was not to be had.
  bool has_memory() const { return static_cast<bool>(conns_) && static_cast<bool>(reassembler_); }

  // A conn that this director's backup received; counts what became of it. No worker is inside.
  void apply_synced(const SyncedConn& conn, Tick now, SyncApplied& applied);

  AcceleratedConns& accelerated() { return accelerated_; }
  SyncReporter& sync() { return sync_; }
  const ConnTable& conns() const { return conns_; }
  WantedNeighbours& wanted() { return forwarder_.wanted(); }
  std::uint64_t frames_with(dp::Reason reason) const {
    return reasons_[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
  }

 private:
  // Flattened: with everything inside, what is known of a packet reaches the kernels.
  [[gnu::flatten]] static void parse(Packet& packet, Frame& frame);
  [[gnu::flatten]] void hash(Packet& packet);
  template <class Known>
  [[gnu::flatten]] Decision decide(Packet& packet, Batch& batch);
  [[gnu::noinline]] Decision any_request(Packet& packet, ConnIndex index, Batch& batch);
  [[gnu::noinline]] Decision any_reply(Packet& packet, ConnIndex index, Batch& batch);
  template <class Known>
  Decision request(Packet& packet, ConnIndex index, Batch& batch);
  template <class Known>
  Decision reply(Packet& packet, ConnIndex index, Batch& batch);
  template <class Known>
  Decision carry(Packet& packet, ConnIndex index, Batch& batch);
  Decision open_conn(Packet& packet, Batch& batch);
  Decision open_conn_of(Service& service, Packet& packet, Batch& batch);
  Decision without_service(Packet& packet, Batch& batch);
  Decision refuse_stray_reply(Packet& packet, Batch& batch);
  Decision open_conn_from_dest(Dest& dest, Packet& packet, Batch& batch);
  Conn new_conn(const dp::FlowKey& flow, const Admission& admission) const;
  ConnIndex store(Conn& conn, const ConnAddresses& addresses, const Admission& admission,
                  Tick tick);
  Decision decide_icmp(Packet& packet, Batch& batch);
  Decision schedule_icmp(Packet& packet, const EmbeddedPacket& embedded, Batch& batch);
  std::optional<Decision> icmp_of_tunnel(Packet& packet, Batch& batch);
  Decision icmp_to_dest(Packet& packet, const EmbeddedPacket& embedded, ConnIndex index,
                        Batch& batch);
  Decision icmp_to_client(Packet& packet, const EmbeddedPacket& embedded, ConnIndex index,
                          Batch& batch);
  bool must_reschedule(const dp::Parsed& p, ConnIndex index) const;
  void count(dp::Reason reason, std::uint64_t times);

  // Unless data conns depend on it: then it stays until they are gone.
  void end_conn(ConnIndex index);
  void expire(ConnIndex index);
  void forget(ConnIndex index);
  void release(const Conn& conn);
  Decision replace(Packet& packet, ConnIndex index, Batch& batch);

  // Fragments (fragment_path.cpp).
  Decision decide_fragment(Packet& packet, Batch& batch);
  Decision decide_complete(Packet& last, bool is_passing, Batch& batch);
  Decision check_passing(const Packet& packet, Batch& batch);
  Decision hand_over(unsigned owner, const Packet& last, Batch& batch);
  template <class Visit>
  void each_restored(Batch& batch, Visit visit);
  void pass_kept(Batch& batch);
  void take_place(Frame& frame, std::size_t first, Batch& batch);
  void give_up_fragments(Batch& batch);

  Core& core_;
  unsigned worker_;
  ConnTable conns_;
  TimerWheel wheel_;
  ConnProgress progress_;
  AcceleratedConns accelerated_;
  FtpConns ftp_;
  Forwarder forwarder_;
  Reassembler reassembler_;
  SyncReporter sync_;
  OwnMac own_mac_;
  std::array<Packet, kMaxBatch> packets_;
  std::array<std::atomic<std::uint64_t>, dp::kReasonCount> reasons_{};
};

}  // namespace nicvs::soft
