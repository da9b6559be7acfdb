// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/data_owners.hpp"

namespace nicvs::soft {

void DataOwners::add(unsigned worker, const dp::FlowKey& request, const dp::FlowKey& reply) {
  for (const dp::FlowKey& flow : {request, reply}) {
    Owner& owner = owners_[key_of(flow)];
    owner.worker = worker;
    ++owner.conns;
  }
  clients_[bucket_of(request.src)].fetch_add(1, std::memory_order_relaxed);
}

void DataOwners::remove(const dp::FlowKey& request, const dp::FlowKey& reply) {
  release(request);
  release(reply);
  clients_[bucket_of(request.src)].fetch_sub(1, std::memory_order_relaxed);
}

void DataOwners::release(const dp::FlowKey& flow) {
  const auto at = owners_.find(key_of(flow));
  if (at != owners_.end() && --at->second.conns == 0) owners_.erase(at);
}

std::optional<unsigned> DataOwners::find(const dp::FlowKey& flow) const {
  dp::FlowKey any_port = flow;
  any_port.src_port = 0;
  for (const dp::FlowKey& key : {flow, any_port}) {
    if (const auto at = owners_.find(key_of(key)); at != owners_.end()) return at->second.worker;
  }
  return std::nullopt;
}

}  // namespace nicvs::soft
