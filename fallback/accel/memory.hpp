// SPDX-License-Identifier: Apache-2.0
// What the engine and an accelerator in this machine's memory share: conns, an index, a header.
//
// The engine writes, except the last part of AccelConn, which the accelerator writes per packet.
// Both may run at once: see sequence. Compiled for the CPU and for BPF, so no library types beyond
// fixed integers. IPv4 only; addresses and ports in host order.
#pragma once

#include <cstdint>

#include "nicvs/dp/bucket_match.hpp"
#include "nicvs/dp/conn_track.hpp"
#include "nicvs/dp/flow_hash.hpp"
#include "nicvs/dp/outer_header.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs::soft {

// Where a frame of one direction leaves. Port 0: such frames are the engine's.
struct AccelHop {
  std::uint32_t port;
  std::uint32_t mtu;  // bytes of layer 3
  dp::Mac src;
  dp::Mac dst;
};

// Frames of one direction that were forwarded, and their IP bytes, since the conn was installed.
struct AccelCount {
  std::uint64_t packets;
  std::uint64_t bytes;
};

struct alignas(64) AccelConn {
  std::uint32_t sequence;    // odd while the engine writes what follows
  std::uint32_t generation;  // unless it is the header's, the engine must look at the conn again
  std::uint32_t client;
  std::uint32_t virtual_address;
  std::uint32_t dest;
  std::uint32_t tunnel_source;
  std::uint16_t client_port;
  std::uint16_t virtual_port;
  std::uint16_t dest_port;
  dp::Protocol protocol;
  std::uint8_t state;   // of the protocol
  std::uint32_t flags;  // dp::conn_flag, the forward method included
  dp::TcpRules rules;
  dp::PmtuDiscovery pmtu_discovery;
  bool wants_assurance;  // a packet that assures the conn's template is the engine's
  std::uint8_t unused1;
  AccelHop to_dest;
  std::uint32_t unused2;

  AccelHop to_client;
  // The accelerator met a packet that is the engine's: all of the conn are until the engine has
  // seen it and writes 0.
  std::uint32_t is_yielded;
  std::uint64_t last_packet_ns;  // the clock of Time; 0 = none yet
  AccelCount from[2];            // by dp::Side
};
static_assert(sizeof(AccelConn) == 128);

// A way's reference: index of the conn and, in bit 0, the side that sends packets with this key.
struct alignas(64) AccelBucket {
  dp::BucketTags tags;  // none twice in a bucket
  std::uint32_t ways[dp::kBucketWays];
};
static_assert(sizeof(AccelBucket) == 64);

struct AccelHeader {
  std::uint32_t generation;
  std::uint32_t bucket_mask;
  dp::HashKey hash_key;
};

}  // namespace nicvs::soft
