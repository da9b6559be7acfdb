// SPDX-License-Identifier: Apache-2.0
#include "fallback/tables/conn_table.hpp"

#include <algorithm>
#include <utility>

namespace nicvs::soft {
namespace {

// Two keys per conn; half of the ways are used when every conn is.
constexpr std::uint64_t buckets_for(std::uint64_t capacity) { return capacity / 2; }
constexpr std::uint64_t spare_buckets_for(std::uint64_t capacity) { return capacity / 8 + 64; }

std::uint32_t short_form(dp::Family family, const dp::Address& address) {
  return family == dp::Family::Ipv4 ? address.word[0] : dp::fold(address);
}

}  // namespace

ConnTable::ConnTable(std::uint64_t capacity, const dp::HashKey& key)
    : key_(key),
      conns_(capacity),
      addresses_(capacity),
      buckets_(buckets_for(capacity) + spare_buckets_for(capacity)),
      bucket_mask_(buckets_for(capacity) - 1),
      fresh_bucket_(static_cast<BucketIndex>(buckets_for(capacity))) {}

ConnAddresses ConnTable::addresses(ConnIndex index) const {
  const Conn& conn = conns_[index];
  if (conn.family == dp::Family::Ipv6 || conn.dest_family == dp::Family::Ipv6) {
    return addresses_[index];
  }
  return ipv4_addresses(conn);
}

dp::FlowKey ConnTable::request_key(ConnIndex index) const {
  return request_key_of(conns_[index], addresses(index));
}

dp::FlowKey ConnTable::reply_key(ConnIndex index) const {
  return reply_key_of(conns_[index], addresses(index));
}

dp::FlowKey ConnTable::request_key_of(const Conn& conn, const ConnAddresses& a) {
  return {a.client,          a.virtual_address, conn.client_port,
          conn.virtual_port, conn.protocol,     conn.family};
}

dp::FlowKey ConnTable::reply_key_of(const Conn& conn, const ConnAddresses& a) {
  const bool is_nat = conn.method() == dp::ForwardMethod::Nat;
  return {is_nat ? a.dest : a.virtual_address,
          a.client,
          is_nat ? conn.dest_port : conn.virtual_port,
          conn.client_port,
          conn.protocol,
          conn.family};
}

bool ConnTable::has_ipv6_key(Reference reference, const dp::FlowKey& flow) const {
  const ConnIndex index = reference >> 1;
  const Conn& conn = conns_[index];
  const bool is_reply = (reference & 1) != 0;
  if (conn.protocol != flow.protocol || conn.family != flow.family) return false;
  const dp::Address& client = is_reply ? flow.dst : flow.src;
  const std::uint16_t client_port = is_reply ? flow.dst_port : flow.src_port;
  return conn.client_port == client_port && conn.client == dp::fold(client) &&
         (is_reply ? reply_key(index) : request_key(index)) == flow;
}

ConnTable::Hit ConnTable::find_in_chain(BucketIndex at, const dp::FlowKey& flow,
                                        std::uint64_t hash) const {
  const std::uint16_t tag = dp::tag_of(hash);
  do {
    const Bucket& bucket = buckets_[at];
    for (unsigned hits = tag_hits(bucket.tags, tag); hits != 0;
         hits = dp::without_first_way(hits)) {
      const Reference reference = bucket.ways[dp::first_way(hits)];
      if (has_key(reference, flow)) return hit_of(reference);
    }
    at = bucket.next;
  } while (at != 0);
  return {};
}

// The first free way of a chain; lengthens the chain if there is none.
ConnTable::Place ConnTable::free_place(BucketIndex at) {
  for (;;) {
    const unsigned way = dp::first_way(tag_hits(buckets_[at].tags, dp::kFreeTag));
    if (way != dp::kBucketWays) return {at, way};
    if (buckets_[at].next == 0) break;
    at = buckets_[at].next;
  }
  const BucketIndex added = add_to_chain(at);
  return added == 0 ? Place{} : Place{added, 0};
}

ConnTable::BucketIndex ConnTable::add_to_chain(BucketIndex last) {
  BucketIndex added = free_bucket_;
  if (added != 0) {
    free_bucket_ = buckets_[added].next;
  } else if (fresh_bucket_ < buckets_.size()) {
    added = fresh_bucket_++;
  } else {
    return 0;
  }
  buckets_[added] = Bucket{};
  buckets_[last].next = added;
  return added;
}

// Conns with one key lie in their chain from the newest to the oldest: a new one takes the first
// one's place, that one the second one's, and so on to the free way.
bool ConnTable::index_key(const dp::FlowKey& flow, std::uint64_t hash, Reference reference) {
  const std::uint16_t tag = dp::tag_of(hash);
  const BucketIndex first = static_cast<BucketIndex>(bucket_of(hash));
  const Place free = free_place(first);
  if (!free.is_found()) return false;
  for (BucketIndex at = first;; at = buckets_[at].next) {
    Bucket& bucket = buckets_[at];
    for (unsigned hits = tag_hits(bucket.tags, tag); hits != 0;
         hits = dp::without_first_way(hits)) {
      const unsigned way = dp::first_way(hits);
      if (at == free.bucket && way > free.way) break;
      if (has_key(bucket.ways[way], flow)) std::swap(bucket.ways[way], reference);
    }
    if (at == free.bucket) break;
  }
  buckets_[free.bucket].tags.tag[free.way] = tag;
  buckets_[free.bucket].ways[free.way] = reference;
  return true;
}

void ConnTable::unindex_key(const dp::FlowKey& flow, Reference reference) {
  const std::uint64_t hash = hash_of(flow);
  const BucketIndex first = static_cast<BucketIndex>(bucket_of(hash));
  for (BucketIndex at = first;;) {
    Bucket& bucket = buckets_[at];
    for (unsigned hits = tag_hits(bucket.tags, dp::tag_of(hash)); hits != 0;
         hits = dp::without_first_way(hits)) {
      const unsigned way = dp::first_way(hits);
      if (bucket.ways[way] == reference) {
        bucket.tags.tag[way] = dp::kFreeTag;
        if (buckets_[first].next != 0) drop_empty_from_chain(first);
        return;
      }
    }
    if (bucket.next == 0) return;
    at = bucket.next;
  }
}

void ConnTable::drop_empty_from_chain(BucketIndex first) {
  for (BucketIndex at = first; buckets_[at].next != 0;) {
    const BucketIndex next = buckets_[at].next;
    const bool is_empty =
        std::all_of(buckets_[next].tags.tag.begin(), buckets_[next].tags.tag.end(),
                    [](std::uint16_t tag) { return tag == dp::kFreeTag; });
    if (!is_empty) {
      at = next;
      continue;
    }
    buckets_[at].next = buckets_[next].next;
    buckets_[next].next = free_bucket_;
    free_bucket_ = next;
  }
}

ConnIndex ConnTable::take() {
  if (free_ != kNoConn) {
    const ConnIndex index = free_;
    free_ = conns_[index].timer_next;
    if (free_ != kNoConn) __builtin_prefetch(&conns_[free_]);  // for the next conn
    return index;
  }
  return fresh_ < conns_.size() ? fresh_++ : kNoConn;
}

// Writes the conn to a free position; kNoConn if there is none.
ConnIndex ConnTable::place(const Conn& conn, const ConnAddresses& addresses) {
  const ConnIndex index = take();
  if (index == kNoConn) return kNoConn;
  Conn& stored = conns_[index];
  stored = conn;
  stored.client = short_form(conn.family, addresses.client);
  stored.virtual_address = short_form(conn.family, addresses.virtual_address);
  stored.dest = short_form(conn.dest_family, addresses.dest);
  if (conn.family == dp::Family::Ipv6 || conn.dest_family == dp::Family::Ipv6) {
    addresses_[index] = addresses;
  }
  return index;
}

ConnIndex ConnTable::keep(ConnIndex index) {
  conns_[index].flags |= dp::conn_flag::kHashed;
  ++size_;
  return index;
}

ConnIndex ConnTable::insert_unindexed(const Conn& conn, const ConnAddresses& addresses) {
  const ConnIndex index = place(conn, addresses);
  return index == kNoConn ? kNoConn : keep(index);
}

ConnIndex ConnTable::insert(const Conn& conn, const ConnAddresses& addresses) {
  const dp::FlowKey request = request_key_of(conn, addresses);
  const dp::FlowKey reply = reply_key_of(conn, addresses);
  const std::uint64_t reply_hash = hash_of(reply);
  prefetch_bucket(reply_hash);  // the request's was, when the packet came
  const ConnIndex index = place(conn, addresses);
  if (index == kNoConn) return kNoConn;
  Conn& stored = conns_[index];
  const bool has_request = index_key(request, index << 1);
  const bool has_both =
      has_request && (stored.is_template() || index_key(reply, reply_hash, (index << 1) | 1));
  if (!has_both) {
    if (has_request) unindex_key(request, index << 1);
    stored.timer_next = free_;
    free_ = index;
    return kNoConn;
  }
  return keep(index);
}

void ConnTable::hide_template(ConnIndex index) {
  Conn& conn = conns_[index];
  unindex_key(request_key(index), index << 1);
  conn.client_port = 0;
  conn.virtual_port = conn.dest_port = 0xffff;  // as ip_vs_check_template shows it
  index_key(request_key(index), index << 1);
}

bool ConnTable::set_client_port(ConnIndex index, std::uint16_t port) {
  unindex_key(request_key(index), index << 1);
  unindex_key(reply_key(index), (index << 1) | 1);
  conns_[index].client_port = port;
  return index_key(request_key(index), index << 1) && index_key(reply_key(index), (index << 1) | 1);
}

bool ConnTable::set_flags(ConnIndex index, std::uint32_t flags) {
  Conn& conn = conns_[index];
  const bool is_answered = !conn.is_template();
  if (is_answered) unindex_key(reply_key(index), (index << 1) | 1);
  conn.flags = flags | dp::conn_flag::kHashed;
  return !is_answered || index_key(reply_key(index), (index << 1) | 1);
}

void ConnTable::remove(ConnIndex index) {
  Conn& conn = conns_[index];
  unindex_key(request_key(index), index << 1);
  if (!conn.is_template()) unindex_key(reply_key(index), (index << 1) | 1);
  conn.flags = 0;
  conn.timer_next = free_;
  free_ = index;
  --size_;
}

}  // namespace nicvs::soft
