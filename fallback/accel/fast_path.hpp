// SPDX-License-Identifier: Apache-2.0
// READ FIRST for the accelerator. A frame's way through it: the same kernels as in the engine's
// packet path, for packets that leave their conn's state as it is. All others are the engine's.
//
//   const FastVerdict v = look_up(window, memory);
//   if (v.is_forwarded) { apply(v.edits); count(v, now); send to v.port }
//
// A template over where conns are (Memory) and how frames are read (Window, nicvs/dp/bytes.hpp), so
// that one text is compiled for the CPU and for BPF. Memory gives header(), bucket(i) and conn(i);
// nullptr if there is none. Nothing is written before count().
#pragma once

#include "fallback/accel/memory.hpp"
#include "nicvs/dp/pipeline.hpp"

namespace nicvs::soft {

// Neither: the frame is the engine's, and no conn here is concerned.
enum class FastAction : std::uint8_t { Neither, Yield, Forward };

struct FastVerdict {
  FastAction action;
  dp::Side from;
  AccelConn* conn;  // of Yield and Forward
  std::uint32_t port;
  std::uint32_t ip_length;
  dp::EditList edits;
};

// Without options, fragments and group addresses.
constexpr bool is_plain(const dp::Parsed& p) {
  return p.reason == dp::Reason::None && p.key.family == dp::Family::Ipv4 && !p.is_l2_group &&
         p.l3_length == dp::ipv4::kMinLength &&
         (p.key.protocol == dp::Protocol::Tcp || p.key.protocol == dp::Protocol::Udp);
}

// Read anew at each call: the engine may be writing.
inline std::uint32_t sequence_of(const AccelConn& conn) {
  return *static_cast<const volatile std::uint32_t*>(&conn.sequence);
}

constexpr bool has_key(const AccelConn& conn, dp::Side from, const dp::FlowKey& key) {
  if (conn.protocol != key.protocol) return false;
  if (from == dp::Side::Client) {
    return key.src.word[0] == conn.client && key.dst.word[0] == conn.virtual_address &&
           key.src_port == conn.client_port && key.dst_port == conn.virtual_port;
  }
  return key.src.word[0] == conn.dest && key.dst.word[0] == conn.client &&
         key.src_port == conn.dest_port && key.dst_port == conn.client_port;
}

// Whether the packet changes nothing of the conn but its time and counters.
constexpr bool is_steady(const dp::Parsed& p, const AccelConn& conn, dp::Side from) {
  const dp::Track t =
      dp::conn_track(conn.protocol, conn.state, conn.flags, dp::conn_event(p), from, conn.rules);
  return !dp::opens_conn(p) && t.state == conn.state && t.flags == conn.flags &&
         !(t.assures_template && conn.wants_assurance);
}

constexpr dp::Forwarding forward(const dp::Parsed& p, const AccelConn& conn, dp::Side from,
                                 const AccelHop& hop) {
  const dp::ConnView view{static_cast<dp::ForwardMethod>(conn.flags & dp::conn_flag::kMethodMask),
                          conn.virtual_port, conn.dest_port, dp::ipv4_address(conn.virtual_address),
                          dp::ipv4_address(conn.dest)};
  const dp::NextHop next{hop.src, hop.dst, hop.mtu, false};
  if (from == dp::Side::Dest) return dp::forward_reply(p, view, next);
  const dp::Tunnel tunnel{dp::ipv4_address(conn.tunnel_source),
                          dp::ipv4_address(conn.dest),
                          dp::Family::Ipv4,
                          dp::TunnelType::IpIp,
                          dp::TunnelChecksum::Absent,
                          conn.pmtu_discovery,
                          0,
                          0,
                          0};
  return dp::forward_request(p, view, tunnel, next);
}

// Left to the engine: ICMP errors and fragments to be made, whole checksums to be computed, and
// outer headers with an identification of their own.
constexpr bool is_simple(const dp::Forwarding& f) {
  return f.reason == dp::Reason::None && !f.needs_fragmentation &&
         f.edits.fixup == dp::Fixup::None &&
         (f.edits.outer.kind == dp::Outer::None || f.edits.outer.dont_fragment);
}

template <class Window, class Memory>
inline void look_up(const Window& window, Memory& memory, FastVerdict& v) {
  v.action = FastAction::Neither;
  const dp::Parsed p = dp::parse(window);
  if (!is_plain(p)) return;
  const AccelHeader* header = memory.header();
  if (header == nullptr) return;
  const std::uint64_t hash = dp::flow_hash(p.key, header->hash_key);
  const AccelBucket* bucket = memory.bucket(static_cast<std::uint32_t>(hash) & header->bucket_mask);
  if (bucket == nullptr) return;
  const dp::BucketMatch match = dp::bucket_match(bucket->tags, dp::tag_of(hash));
  if (match.hits == 0) return;
  const std::uint32_t reference = bucket->ways[match.first_hit % dp::kBucketWays];
  AccelConn* conn = memory.conn(reference >> 1);
  if (conn == nullptr) return;
  const dp::Side from = (reference & 1u) != 0 ? dp::Side::Dest : dp::Side::Client;
  const std::uint32_t sequence = sequence_of(*conn);
  if ((sequence & 1u) != 0 || !has_key(*conn, from, p.key)) return;
  v.conn = conn;
  v.from = from;
  v.ip_length = p.ip_length;
  v.action = FastAction::Yield;
  const AccelHop& hop = from == dp::Side::Client ? conn->to_dest : conn->to_client;
  v.port = hop.port;
  if (conn->generation != header->generation || conn->is_yielded != 0 || hop.port == 0) return;
  if (!is_steady(p, *conn, from)) return;
  const dp::Forwarding f = forward(p, *conn, from, hop);
  if (!is_simple(f) || sequence_of(*conn) != sequence) return;
  v.edits = f.edits;
  v.action = FastAction::Forward;
}

}  // namespace nicvs::soft
