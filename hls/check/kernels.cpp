// SPDX-License-Identifier: Apache-2.0
// Every kernel as a plain function of values over the card's header window, compiled as C++14 and
// as C++20: what a hardware compiler will be given has to compile on its own.
#include "nicvs/dp/estimate.hpp"
#include "nicvs/dp/names.hpp"
#include "nicvs/dp/pipeline.hpp"
#include "nicvs/dp/sync_choice.hpp"

namespace nicvs {
namespace dp {

Parsed kernel_parse(const HeaderWindow& window);
Parsed kernel_parse(const HeaderWindow& window) { return parse(window); }

std::uint64_t kernel_flow_hash(const FlowKey& flow, const HashKey& key);
std::uint64_t kernel_flow_hash(const FlowKey& flow, const HashKey& key) {
  return flow_hash(flow, key);
}

BucketMatch kernel_bucket_match(const BucketTags& bucket, std::uint16_t tag);
BucketMatch kernel_bucket_match(const BucketTags& bucket, std::uint16_t tag) {
  return bucket_match(bucket, tag);
}

Track kernel_conn_track(const Parsed& p, std::uint8_t state, std::uint32_t flags, Side from,
                        TcpRules rules);
Track kernel_conn_track(const Parsed& p, std::uint8_t state, std::uint32_t flags, Side from,
                        TcpRules rules) {
  return conn_track(p.key.protocol, state, flags, conn_event(p), from, rules);
}

Forwarding kernel_forward_request(const Parsed& p, const ConnView& conn, const Tunnel& tunnel,
                                  const NextHop& hop);
Forwarding kernel_forward_request(const Parsed& p, const ConnView& conn, const Tunnel& tunnel,
                                  const NextHop& hop) {
  return forward_request(p, conn, tunnel, hop);
}

Forwarding kernel_forward_reply(const Parsed& p, const ConnView& conn, const NextHop& hop);
Forwarding kernel_forward_reply(const Parsed& p, const ConnView& conn, const NextHop& hop) {
  return forward_reply(p, conn, hop);
}

SyncChoice kernel_sync_choice(const SyncedState& conn, Lineage lineage, const SyncNote& note,
                              std::uint32_t packets, std::uint32_t now, const SyncRules& rules,
                              PersistMode mode);
SyncChoice kernel_sync_choice(const SyncedState& conn, Lineage lineage, const SyncNote& note,
                              std::uint32_t packets, std::uint32_t now, const SyncRules& rules,
                              PersistMode mode) {
  return sync_choice(conn, lineage, note, packets, now, rules, mode);
}

}  // namespace dp
}  // namespace nicvs
