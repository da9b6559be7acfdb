// SPDX-License-Identifier: Apache-2.0
// The far ends of the tunnels of dests in service: an ICMP error may be about one of them.
//
// Several services may share an end. Not thread-safe: changed by control calls, read by workers
// inside a batch.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fallback/net/address_hash.hpp"
#include "fallback/net/flat_map.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

struct TunnelEnd {
  TunnelType type = TunnelType::IpIp;
  std::uint16_t port = 0;  // of GUE, else 0
  IpAddress address;
  friend bool operator==(const TunnelEnd&, const TunnelEnd&) = default;
};

// A port counts only for GUE.
constexpr TunnelEnd tunnel_end(TunnelType type, std::uint16_t port, const IpAddress& address) {
  return {type, type == TunnelType::Gue ? port : std::uint16_t{0}, address};
}

class TunnelEnds {
 public:
  void add(const TunnelEnd& end) { ++ends_[end]; }
  void remove(const TunnelEnd& end) {
    if (--ends_[end] == 0) ends_.erase(end);
  }
  bool contains(const TunnelEnd& end) const { return ends_.find(end) != nullptr; }

 private:
  struct Hash {
    std::size_t operator()(const TunnelEnd& end) const {
      return address_hash(end.address, std::uint64_t{end.port} << 16 |
                                           std::uint64_t{static_cast<std::uint8_t>(end.type)});
    }
  };

  FlatMap<TunnelEnd, std::uint32_t, Hash> ends_;  // how many dests
};

}  // namespace nicvs::soft
