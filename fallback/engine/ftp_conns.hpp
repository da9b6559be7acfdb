// SPDX-License-Identifier: Apache-2.0
// The FTP conns of one worker: control conns that are read along, and the data conns they announce
// (the kernel's ip_vs_ftp).
//
//   if (ftp.serves(conn)) ftp.adopt(index);             // a new conn; marks it
//   if (FtpConns::has(conn)) reason = ftp.from_client(packet, index, batch.tick);
//   if (FtpConns::has(conn)) reason = ftp.from_dest(packet, index, batch.tick);
//
// Only marked conns come here; all others pay for one look at their flags. A data conn depends on
// its control conn, which stays at least as long. The client's port of a passive data conn is
// unknown until its first packet. Allocates when a control or data conn begins. Not thread-safe.
#pragma once

#include <cstdint>

#include "fallback/apps/ftp_text.hpp"
#include "fallback/apps/tcp_sequence.hpp"
#include "fallback/engine/accelerated_conns.hpp"
#include "fallback/engine/core.hpp"
#include "fallback/engine/packet.hpp"
#include "fallback/net/flat_map.hpp"
#include "fallback/tables/conn_table.hpp"
#include "fallback/tables/timer_wheel.hpp"

namespace nicvs::soft {

class FtpConns {
 public:
  FtpConns(Core& core, unsigned worker, ConnTable& conns, TimerWheel& wheel,
           AcceleratedConns& accelerated)
      : core_(core), worker_(worker), conns_(conns), wheel_(wheel), accelerated_(accelerated) {}

  static bool has(const Conn& conn) { return (conn.flags & own_flag::kIsFtp) != 0; }

  // Whether a new conn is a control conn that must be read along.
  bool serves(const Conn& conn) const;
  void adopt(ConnIndex index);

  // What a packet of a marked conn announces, and its sequence numbers. Any other reason than None
  // ends the packet.
  dp::Reason from_client(Packet& packet, ConnIndex index, Tick tick);
  // Before the packet is counted and tracked; it may change its length.
  dp::Reason from_dest(Packet& packet, ConnIndex index, Tick tick);

  // A conn as another director told of it: read along if it is a control conn, and shifted as far
  // as it was told.
  void follow(ConnIndex index, const SyncedConn& told);
  // What another director must be told of a marked conn; nothing of others.
  void describe(ConnIndex index, SyncedConn& told) const;

  // The conn that a packet from the client gives its port to.
  ConnTable::Hit find_waiting(const dp::FlowKey& flow) const;

  // The control conn of a data conn, else kNoConn.
  ConnIndex controller_of(ConnIndex index) const;
  // Whether data conns depend on it, so that it must stay.
  bool controls_others(ConnIndex index) const;
  // The conn is about to be removed.
  void forget(ConnIndex index);

 private:
  struct Entry {
    SequenceShift shift;  // of what the dest sends, while the conn has kOutSeq
    SequenceShift
        client_shift;  // of what the client sends (kInSeq); only another director tells it
    ConnIndex controller = kNoConn;
    std::uint32_t dependents = 0;
    FtpMode mode = FtpMode::Active;
  };
  struct IndexHash {
    std::size_t operator()(ConnIndex index) const {
      return static_cast<std::size_t>(index * 0x9e3779b97f4a7c15U >> 20);
    }
  };

  void learn_from_client(const Packet& packet, ConnIndex index, Entry& control, Tick tick);
  dp::Reason learn_from_dest(Packet& packet, ConnIndex index, Entry& control, Tick tick);
  dp::Reason take_client_port(const Packet& packet, ConnIndex index);
  void expect_active(const FtpEndpoint& endpoint, ConnIndex index, Tick tick);
  ConnIndex expect_passive(const FtpEndpoint& endpoint, ConnIndex index, Tick tick);
  ConnIndex open_data_conn(const Conn& data, const ConnAddresses& addresses, ConnIndex control,
                           Tick tick);
  void listen(ConnIndex index, Tick tick);

  Core& core_;
  unsigned worker_;
  ConnTable& conns_;
  TimerWheel& wheel_;
  AcceleratedConns& accelerated_;
  FlatMap<ConnIndex, Entry, IndexHash> entries_;
  std::uint32_t waiting_ = 0;  // conns without their client's port
};

}  // namespace nicvs::soft
