// SPDX-License-Identifier: Apache-2.0
// The conns of one worker: a pool of cache lines and an index of both directions.
//
//   const std::uint64_t hash = table.hash_of(flow);
//   table.prefetch_bucket(hash); ...; const auto hint = table.prefetch_conn(hash); ...
//   if (auto hit = table.find(flow, hash, hint)) table.conn(hit.index)...
//
// Every conn is found by its request key (client -> virtual address) and by its reply key (dest for
// NAT, virtual address for the other methods -> client); templates by the request key only. If two
// conns share a reply key the newest one answers, and the older ones again when that is gone.
// The size is fixed at creation; when it is used up insert() refuses. Not thread-safe.
#pragma once

#include <cstdint>

#include "fallback/tables/conn.hpp"
#include "fallback/tables/mapped_array.hpp"
#include "fallback/tables/tag_match.hpp"
#include "nicvs/dp/bucket_match.hpp"
#include "nicvs/dp/conn_track.hpp"
#include "nicvs/dp/flow_hash.hpp"

namespace nicvs::soft {

class ConnTable {
 public:
  struct Hit {
    ConnIndex index = kNoConn;
    dp::Side from = dp::Side::Client;  // who sends packets with this key
    explicit operator bool() const { return index != kNoConn; }
  };

  // Capacity in conns, a power of two from 64 to 2^24.
  ConnTable(std::uint64_t capacity, const dp::HashKey& key);
  // False if the memory was not to be had.
  explicit operator bool() const { return conns_ && addresses_ && buckets_; }

  std::uint64_t hash_of(const dp::FlowKey& flow) const { return dp::flow_hash(flow, key_); }
  void prefetch_bucket(std::uint64_t hash) const { __builtin_prefetch(&buckets_[bucket_of(hash)]); }
  // Fetches the first conn that the hash may mean; the bucket should have been prefetched.
  void prefetch_conn(std::uint64_t hash) const {
    const Bucket& bucket = buckets_[bucket_of(hash)];
    const unsigned hits = tag_hits(bucket.tags, dp::tag_of(hash));
    if (hits != 0) [[likely]]
      __builtin_prefetch(&conns_[bucket.ways[dp::first_way(hits)] >> 1]);
  }
  // Fetches what remove() needs beside the conn.
  void prefetch_keys(ConnIndex index) const {
    prefetch_bucket(hash_of(request_key(index)));
    if (!conns_[index].is_template()) prefetch_bucket(hash_of(reply_key(index)));
  }
  Hit find(const dp::FlowKey& flow, std::uint64_t hash) const {
    const Bucket& bucket = buckets_[bucket_of(hash)];
    for (unsigned hits = tag_hits(bucket.tags, dp::tag_of(hash)); hits != 0;
         hits = dp::without_first_way(hits)) {
      const Reference reference = bucket.ways[dp::first_way(hits)];
      if (has_key(reference, flow)) [[likely]]
        return hit_of(reference);
    }
    return bucket.next == 0 ? Hit{} : find_in_chain(bucket.next, copy_of(flow), hash);
  }

  // Stores a conn whose key fields, flags and dest fields are those of `conn` and `addresses`;
  // kNoConn if the table is full.
  ConnIndex insert(const Conn& conn, const ConnAddresses& addresses);
  // The same for a template that nobody looks for by its key.
  ConnIndex insert_unindexed(const Conn& conn, const ConnAddresses& addresses);
  void remove(ConnIndex index);
  // Gives a conn that waits for its client's port that port. False if the index has no room; then
  // the conn can only be removed.
  [[nodiscard]] bool set_client_port(ConnIndex index, std::uint16_t port);
  // Gives a conn another forward method, by which it may have another reply key. False as above.
  [[nodiscard]] bool set_flags(ConnIndex index, std::uint32_t flags);
  // Gives a template virtual and dest port 0xffff, so that its clients do not find it; its timer
  // runs on.
  void hide_template(ConnIndex index);

  Conn& conn(ConnIndex index) { return conns_[index]; }
  const Conn& conn(ConnIndex index) const { return conns_[index]; }
  ConnAddresses addresses(ConnIndex index) const;
  // The same if both families are IPv4.
  static ConnAddresses ipv4_addresses(const Conn& conn) {
    return {dp::ipv4_address(conn.client), dp::ipv4_address(conn.virtual_address),
            dp::ipv4_address(conn.dest)};
  }
  dp::FlowKey request_key(ConnIndex index) const;
  dp::FlowKey reply_key(ConnIndex index) const;

  MappedArray<Conn>& pool() { return conns_; }
  std::uint64_t capacity() const { return conns_.size(); }
  std::uint64_t size() const { return size_; }
  // All positions below this one have been in use; is_used() says whether one is now.
  ConnIndex used_end() const { return fresh_; }
  bool is_used(ConnIndex index) const {
    return (conns_[index].flags & dp::conn_flag::kHashed) != 0;
  }

 private:
  using Reference = std::uint32_t;  // conn index and, in bit 0, the side
  using BucketIndex = std::uint32_t;

  struct alignas(64) Bucket {
    dp::BucketTags tags;
    Reference ways[dp::kBucketWays];
    BucketIndex next;  // of the chain, 0 = none: bucket 0 is never chained
  };
  static_assert(sizeof(Bucket) == 64);

  struct Place {
    BucketIndex bucket = 0;
    unsigned way = dp::kBucketWays;
    bool is_found() const { return way != dp::kBucketWays; }
  };

  // For the rare calls: word by word, so that the key that is looked up need not be in memory.
  static dp::FlowKey copy_of(const dp::FlowKey& flow) {
    dp::FlowKey copy;
    for (std::size_t i = 0; i < 4; ++i) {
      copy.src.word[i] = flow.src.word[i];
      copy.dst.word[i] = flow.dst.word[i];
    }
    copy.src_port = flow.src_port;
    copy.dst_port = flow.dst_port;
    copy.protocol = flow.protocol;
    copy.family = flow.family;
    return copy;
  }
  std::size_t bucket_of(std::uint64_t hash) const { return hash & bucket_mask_; }
  static Hit hit_of(Reference reference) {
    return {reference >> 1, (reference & 1) != 0 ? dp::Side::Dest : dp::Side::Client};
  }
  Hit find_in_chain(BucketIndex at, const dp::FlowKey& flow, std::uint64_t hash) const;
  bool has_key(Reference reference, const dp::FlowKey& flow) const {
    const Conn& conn = conns_[reference >> 1];
    return conn.family == dp::Family::Ipv4 && flow.family == dp::Family::Ipv4
               ? has_ipv4_key(conn, reference, flow)
               : has_ipv6_key(reference, copy_of(flow));
  }
  static bool has_ipv4_key(const Conn& conn, Reference reference, const dp::FlowKey& flow) {
    if (conn.protocol != flow.protocol) return false;
    if ((reference & 1) == 0) {
      return conn.client == flow.src.word[0] && conn.client_port == flow.src_port &&
             conn.virtual_address == flow.dst.word[0] && conn.virtual_port == flow.dst_port;
    }
    const bool is_nat = conn.method() == dp::ForwardMethod::Nat;
    return conn.client == flow.dst.word[0] && conn.client_port == flow.dst_port &&
           (is_nat ? conn.dest : conn.virtual_address) == flow.src.word[0] &&
           (is_nat ? conn.dest_port : conn.virtual_port) == flow.src_port;
  }
  bool has_ipv6_key(Reference reference, const dp::FlowKey& flow) const;
  static dp::FlowKey request_key_of(const Conn& conn, const ConnAddresses& addresses);
  static dp::FlowKey reply_key_of(const Conn& conn, const ConnAddresses& addresses);
  bool index_key(const dp::FlowKey& flow, std::uint64_t hash, Reference reference);
  bool index_key(const dp::FlowKey& flow, Reference reference) {
    return index_key(flow, hash_of(flow), reference);
  }
  void unindex_key(const dp::FlowKey& flow, Reference reference);
  Place free_place(BucketIndex bucket);
  BucketIndex add_to_chain(BucketIndex last);
  void drop_empty_from_chain(BucketIndex first);
  ConnIndex take();
  ConnIndex place(const Conn& conn, const ConnAddresses& addresses);
  ConnIndex keep(ConnIndex index);

  dp::HashKey key_;
  MappedArray<Conn> conns_;
  MappedArray<ConnAddresses> addresses_;
  MappedArray<Bucket> buckets_;  // [0, mask]: by hash; above: spare ones for chains
  std::uint64_t bucket_mask_;
  BucketIndex fresh_bucket_;  // the spare ones from here on were never used
  BucketIndex free_bucket_ = 0;
  ConnIndex fresh_ = 0;
  ConnIndex free_ = kNoConn;
  std::uint64_t size_ = 0;
};

}  // namespace nicvs::soft
