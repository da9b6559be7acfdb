// SPDX-License-Identifier: Apache-2.0
#include "fallback/accel/accel_table.hpp"

#include <atomic>
#include <numeric>

#include "fallback/accel/fast_path.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kReplySide = 1;

// Readers that see an even and unchanged number before and after saw no half of a conn.
class Writing {
 public:
  explicit Writing(AccelConn& conn) : sequence_(conn.sequence) {
    sequence_.store(sequence_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
  ~Writing() {
    sequence_.store(sequence_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  std::atomic_ref<std::uint32_t> sequence_;
};

AccelHop hop_of(const AccelWay& way) { return {way.port, way.hop.mtu, way.hop.src, way.hop.dst}; }

template <class T>
T read(const T& shared) {
  return std::atomic_ref(const_cast<T&>(shared)).load(std::memory_order_relaxed);
}
template <class T>
void write(T& shared, T value) {
  std::atomic_ref(shared).store(value, std::memory_order_release);
}

void write_state(AccelConn& conn, const AccelState& state) {
  conn.state = state.state;
  conn.flags = state.flags;
  conn.wants_assurance = state.wants_assurance;
  write(conn.is_yielded, std::uint32_t{0});
}

}  // namespace

AccelTable::AccelTable(const AccelMemory& memory, const dp::HashKey& key, Time clock_error)
    : memory_(memory),
      key_(key),
      clock_error_(clock_error),
      taken_(memory.conns.size()),
      free_(memory.conns.size()),
      free_count_(memory.conns.size()) {
  std::iota(free_.begin(), free_.end(), AccelSlot{0});
  *memory_.header = {1, static_cast<std::uint32_t>(memory_.buckets.size() - 1), key};
}

std::size_t AccelTable::size() const {
  const std::lock_guard lock(lock_);
  return free_.size() - free_count_;
}

AccelSlot AccelTable::install(const AccelOrder& order) {
  const std::lock_guard lock(lock_);
  if (free_count_ == 0) return kNoSlot;
  const AccelSlot slot = free_[free_begin_];
  free_begin_ = (free_begin_ + 1) % free_.size();
  --free_count_;
  AccelConn& conn = memory_.conns[slot];
  {
    const Writing writing(conn);
    conn.generation = memory_.header->generation;
    conn.client = order.request.src.word[0];
    conn.virtual_address = order.conn.virtual_address.word[0];
    conn.dest = order.conn.dest.word[0];
    conn.tunnel_source = order.tunnel_source.word[0];
    conn.client_port = order.request.src_port;
    conn.virtual_port = order.conn.virtual_port;
    conn.dest_port = order.conn.dest_port;
    conn.protocol = order.request.protocol;
    conn.rules = order.rules;
    conn.pmtu_discovery = order.pmtu_discovery;
    conn.to_dest = hop_of(order.to_dest);
    conn.to_client = hop_of(order.to_client);
    write(conn.last_packet_ns, std::uint64_t{0});
    write_state(conn, order.state);
  }
  for (unsigned side = 0; side < 2; ++side) {
    taken_[slot].packets[side] = read(conn.from[side].packets);
    taken_[slot].bytes[side] = read(conn.from[side].bytes);
  }
  if (order.answers_request) index_key(order.request, slot << 1);
  if (order.answers_reply) index_key(order.reply, (slot << 1) | kReplySide);
  return slot;
}

void AccelTable::set_state(AccelSlot slot, const AccelState& state) {
  const std::lock_guard lock(lock_);
  AccelConn& conn = memory_.conns[slot];
  const Writing writing(conn);
  write_state(conn, state);
}

AccelProgress AccelTable::take_progress(AccelSlot slot) {
  const std::lock_guard lock(lock_);
  const AccelConn& conn = memory_.conns[slot];
  Taken& taken = taken_[slot];
  std::uint64_t packets[2];
  std::uint64_t bytes[2];
  for (unsigned side = 0; side < 2; ++side) {
    const std::uint64_t now_packets = read(conn.from[side].packets);
    const std::uint64_t now_bytes = read(conn.from[side].bytes);
    packets[side] = now_packets - taken.packets[side];
    bytes[side] = now_bytes - taken.bytes[side];
    taken.packets[side] = now_packets;
    taken.bytes[side] = now_bytes;
  }
  const Time last(read(conn.last_packet_ns));
  return {static_cast<std::uint32_t>(packets[0]), static_cast<std::uint32_t>(packets[1]), bytes[0],
          bytes[1], last == Time{} ? last : last + clock_error_};
}

void AccelTable::remove(AccelSlot slot) {
  const std::lock_guard lock(lock_);
  AccelConn& conn = memory_.conns[slot];
  const auto from_request = slot << 1;
  const dp::Address client = dp::ipv4_address(conn.client);
  const dp::FlowKey request{client,           dp::ipv4_address(conn.virtual_address),
                            conn.client_port, conn.virtual_port,
                            conn.protocol,    dp::Family::Ipv4};
  const dp::FlowKey reply{dp::ipv4_address(conn.dest),
                          client,
                          conn.dest_port,
                          conn.client_port,
                          conn.protocol,
                          dp::Family::Ipv4};
  unindex_key(request, from_request);
  unindex_key(reply, from_request | kReplySide);
  {
    const Writing writing(conn);
    conn.generation = 0;
  }
  free_[(free_begin_ + free_count_) % free_.size()] = slot;
  ++free_count_;
}

// A key finds no place if the bucket is full, or its tag taken: such packets stay the engine's.
void AccelTable::index_key(const dp::FlowKey& key, std::uint32_t reference) {
  const std::uint64_t hash = dp::flow_hash(key, key_);
  AccelBucket& bucket = bucket_of(hash);
  const dp::BucketMatch match = dp::bucket_match(bucket.tags, dp::tag_of(hash));
  if (match.hits != 0 || match.frees == 0) return;
  bucket.ways[match.first_free] = reference;
  write(bucket.tags.tag[match.first_free], dp::tag_of(hash));
}

void AccelTable::unindex_key(const dp::FlowKey& key, std::uint32_t reference) {
  const std::uint64_t hash = dp::flow_hash(key, key_);
  AccelBucket& bucket = bucket_of(hash);
  const dp::BucketMatch match = dp::bucket_match(bucket.tags, dp::tag_of(hash));
  if (match.hits == 0 || bucket.ways[match.first_hit] != reference) return;
  write(bucket.tags.tag[match.first_hit], dp::kFreeTag);
}

void AccelTable::release_key(const dp::FlowKey& key) {
  const std::lock_guard lock(lock_);
  const std::uint64_t hash = dp::flow_hash(key, key_);
  AccelBucket& bucket = bucket_of(hash);
  const dp::BucketMatch match = dp::bucket_match(bucket.tags, dp::tag_of(hash));
  if (match.hits == 0) return;
  const std::uint32_t reference = bucket.ways[match.first_hit];
  const dp::Side from = (reference & kReplySide) != 0 ? dp::Side::Dest : dp::Side::Client;
  if (!has_key(memory_.conns[reference >> 1], from, key)) return;
  write(bucket.tags.tag[match.first_hit], dp::kFreeTag);
}

// Generation 0 is never current.
void AccelTable::outdate_all() {
  const std::lock_guard lock(lock_);
  const std::uint32_t next = memory_.header->generation + 1;
  write(memory_.header->generation, next != 0 ? next : 1);
}

bool AccelTable::is_current(AccelSlot slot) const {
  return memory_.conns[slot].generation == read(memory_.header->generation);
}

}  // namespace nicvs::soft
