// SPDX-License-Identifier: Apache-2.0
// The conns of one worker: a pool of cache lines and an index of both directions.
//
//   const std::uint64_t hash = table.hash_of(flow);
//   table.prefetch_bucket(hash); ...; table.prefetch_conn(hash); ...
//   if (auto hit = table.find(flow, hash)) table.conn(hit.index)...
//
// Every conn is found by its request key (client -> virtual address) and by its reply key (dest for
// NAT, virtual address for the other methods -> client); templates by the request key only. If two
// conns share a reply key the newest one answers, and the older ones again when that is gone.
// The size is fixed at creation; when it is used up insert() refuses. Not thread-safe.
#pragma once

#include <cstdint>

#include "fallback/tables/conn.hpp"
#include "fallback/tables/mapped_array.hpp"
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
  void prefetch_conn(std::uint64_t hash) const;
  Hit find(const dp::FlowKey& flow, std::uint64_t hash) const;

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

  std::size_t bucket_of(std::uint64_t hash) const { return hash & bucket_mask_; }
  bool has_key(Reference reference, const dp::FlowKey& flow) const;
  bool index_key(const dp::FlowKey& flow, Reference reference);
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
