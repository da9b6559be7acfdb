// SPDX-License-Identifier: Apache-2.0
#include "host/failover/sync_master.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace nicvs::failover {
namespace {

// The kernel's IPVS_SYNC_CHECK_PERIOD, IPVS_SYNC_FLUSH_TIME, IPVS_SYNC_SEND_DELAY and
// IPVS_SYNC_WAKEUP_RATE.
constexpr Time kCheckPeriod = std::chrono::seconds(1);
constexpr Time kFlushTime = std::chrono::seconds(2);
constexpr Time kSendDelay = std::chrono::milliseconds(20);
constexpr std::size_t kSendAtOnce = 8;

}  // namespace

SyncMaster::SyncMaster(const SyncDaemon& daemon, unsigned channels, Time now, Send send)
    : daemon_(daemon), channels_(channels), send_(std::move(send)) {
  for (Channel& channel : channels_) channel.check_at = now + kCheckPeriod;
}

// The same for both directions and for ever, so that a conn's messages stay in order.
unsigned SyncMaster::channel_of(const SyncedConn& conn) const {
  const std::uint64_t client = std::uint64_t{dp::fold(conn.client)} << 16 | conn.client_port;
  const std::uint64_t mixed = client * 0x9e3779b97f4a7c15U;  // 2^64 divided by the golden ratio
  return static_cast<unsigned>(((mixed >> 32) * channels_.size()) >> 32);
}

void SyncMaster::add(const SyncEvent& event, Time now, std::size_t queue_limit) {
  Channel& channel = channels_[channel_of(event.conn)];
  const bool is_over = channel.filling && (channel.filling->version() != event.version ||
                                           !channel.filling->has_room_for(event.conn));
  if (is_over) queue(channel, now, queue_limit);
  if (!channel.filling) {
    channel.filling.emplace(SyncMessage::Format{
        event.version, static_cast<std::uint8_t>(daemon_.sync_id), daemon_.max_length});
    channel.since = now;
  }
  channel.filling->add(event.conn);
}

void SyncMaster::queue(Channel& channel, Time now, std::size_t queue_limit) {
  SyncMessage message = *std::exchange(channel.filling, std::nullopt);
  const unsigned conns = message.conn_count();
  if (channel.queue.size() >= queue_limit) {
    dropped_conns_ += conns;
    return;
  }
  if (channel.queue.empty()) channel.send_at = now + kSendDelay;
  channel.queue.push_back({message.take(), conns});
  if (channel.queue.size() == kSendAtOnce) channel.send_at = std::min(channel.send_at, now);
}

void SyncMaster::tick(Time now) {
  for (unsigned number = 0; number < channels_.size(); ++number) {
    Channel& channel = channels_[number];
    for (;;) {
      const Time due =
          channel.queue.empty() ? channel.check_at : std::min(channel.check_at, channel.send_at);
      if (due > now) break;
      wake(number, due);
      if (channel.queue.empty()) continue;
      channel.send_at = now + kSendDelay;  // the network takes no more
      channel.check_at = std::max(channel.check_at, now + kSendDelay);
    }
  }
}

// What the kernel's thread does when it wakes: it sends all, and sleeps for the period again.
void SyncMaster::wake(unsigned number, Time at) {
  Channel& channel = channels_[number];
  channel.check_at = at + kCheckPeriod;
  if (!send_queue(number)) return;
  if (!channel.filling || at - channel.since < kFlushTime) return;
  queue(channel, at, std::numeric_limits<std::size_t>::max());
  send_queue(number);
}

// False if something is left.
bool SyncMaster::send_queue(unsigned number) {
  std::deque<Waiting>& queue = channels_[number].queue;
  while (!queue.empty() && send_(number, queue.front().datagram)) {
    ++datagrams_;
    conns_ += queue.front().conns;
    queue.pop_front();
  }
  return queue.empty();
}

}  // namespace nicvs::failover
