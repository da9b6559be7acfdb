// SPDX-License-Identifier: Apache-2.0
// Which worker has an FTP data conn: that of its control conn, not the one that the hash of its
// client's address and port names.
//
// The client addresses are counted in buckets, so that frames of clients without FTP data conns
// (all frames, usually) are told apart by one read; only the others need the slow-path lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>

#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

class DataOwners {
 public:
  // Under the slow-path lock. The keys are those of the conn; client port 0: any.
  void add(unsigned worker, const dp::FlowKey& request, const dp::FlowKey& reply);
  void remove(const dp::FlowKey& request, const dp::FlowKey& reply);
  // Under the slow-path lock. `flow` comes from the client or from the dest.
  std::optional<unsigned> find(const dp::FlowKey& flow) const;

  // Without the lock. False: find() has nothing for a flow from or to this client.
  bool may_know(const dp::Address& client) const {
    return clients_[bucket_of(client)].load(std::memory_order_relaxed) != 0;
  }

 private:
  using Key = std::tuple<std::array<std::uint32_t, 4>, std::array<std::uint32_t, 4>, std::uint16_t,
                         std::uint16_t>;
  struct Owner {
    unsigned worker = 0;
    unsigned conns = 0;  // two conns may share a reply key
  };

  static std::size_t bucket_of(const dp::Address& client) {
    return static_cast<std::uint32_t>(dp::fold(client) * 0x9e3779b9u) >> 22;
  }
  static Key key_of(const dp::FlowKey& flow) {
    return {flow.src.word, flow.dst.word, flow.src_port, flow.dst_port};
  }
  void release(const dp::FlowKey& flow);

  std::map<Key, Owner> owners_;
  std::array<std::atomic<std::uint32_t>, 1024> clients_{};
};

}  // namespace nicvs::soft
