// SPDX-License-Identifier: Apache-2.0
// Gathers conns into datagrams and sends them when the kernel's master would: when full, or two
// seconds after the first conn, seen once a second. Knows neither sockets nor clocks.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "host/failover/sync_message.hpp"

namespace nicvs::failover {

// Since an arbitrary start; virtual in scenarios.
using Time = std::chrono::nanoseconds;

class SyncMaster {
 public:
  // Whether the datagram was taken; if not, it is offered again at a later tick.
  using Send = std::function<bool(unsigned channel, const Datagram& datagram)>;

  // The daemon's values are complete. Channels are the kernel's sync threads, one port each.
  SyncMaster(const SyncDaemon& daemon, unsigned channels, Time now, Send send);

  // queue_limit: datagrams that may wait in a channel (sync_qlen_max); more are dropped.
  void add(const SyncEvent& event, Time now, std::size_t queue_limit);
  // `now` never goes back. Each datagram is sent in the order of the times that are due.
  void tick(Time now);

  std::uint64_t datagrams() const { return datagrams_; }
  std::uint64_t conns() const { return conns_; }
  std::uint64_t dropped_conns() const { return dropped_conns_; }

 private:
  struct Waiting {
    Datagram datagram;
    unsigned conns;
  };
  struct Channel {
    std::optional<SyncMessage> filling;
    Time since{0};  // of the first conn in it
    std::deque<Waiting> queue;
    Time send_at{0};   // when the queue is looked at, if it holds anything
    Time check_at{0};  // when the message that is filling is looked at
  };

  unsigned channel_of(const SyncedConn& conn) const;
  void queue(Channel& channel, Time now, std::size_t queue_limit);
  void wake(unsigned number, Time at);
  bool send_queue(unsigned number);

  SyncDaemon daemon_;
  std::vector<Channel> channels_;
  Send send_;
  std::uint64_t datagrams_ = 0;
  std::uint64_t conns_ = 0;
  std::uint64_t dropped_conns_ = 0;
};

}  // namespace nicvs::failover
