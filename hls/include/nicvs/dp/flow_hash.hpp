// SPDX-License-Identifier: Apache-2.0
// SipHash-1-3 (Aumasson, Bernstein 2012) over a FlowKey: the index of every conn table.
//
// The key is drawn at start, so that nobody outside can choose tuples that collide. The message is
// the byte string src, dst (32-bit words), src_port, dst_port, protocol, each number little-endian:
// 13 bytes for IPv4, 37 for IPv6. Every engine computes the same value.
#pragma once

#include <cstdint>

#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

struct HashKey {
  std::uint64_t k0;
  std::uint64_t k1;
};

struct SipState {
  std::uint64_t v0;
  std::uint64_t v1;
  std::uint64_t v2;
  std::uint64_t v3;
};

constexpr std::uint64_t rotate_left(std::uint64_t x, unsigned bits) {
  return (x << bits) | (x >> (64 - bits));
}

constexpr SipState sip_start(const HashKey& key) {
  return SipState{key.k0 ^ 0x736f6d6570736575u, key.k1 ^ 0x646f72616e646f6du,
                  key.k0 ^ 0x6c7967656e657261u, key.k1 ^ 0x7465646279746573u};
}

constexpr SipState sip_round(SipState s) {
  s.v0 += s.v1;
  s.v2 += s.v3;
  s.v1 = rotate_left(s.v1, 13) ^ s.v0;
  s.v3 = rotate_left(s.v3, 16) ^ s.v2;
  s.v0 = rotate_left(s.v0, 32);
  s.v2 += s.v1;
  s.v0 += s.v3;
  s.v1 = rotate_left(s.v1, 17) ^ s.v2;
  s.v3 = rotate_left(s.v3, 21) ^ s.v0;
  s.v2 = rotate_left(s.v2, 32);
  return s;
}

// One compression round per 8-byte block (the 1 of 1-3).
constexpr SipState sip_absorb(SipState s, std::uint64_t block) {
  s.v3 ^= block;
  s = sip_round(s);
  s.v0 ^= block;
  return s;
}

// Three finalisation rounds (the 3 of 1-3).
constexpr std::uint64_t sip_finish(SipState s) {
  s.v2 ^= 0xffu;
  s = sip_round(sip_round(sip_round(s)));
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

constexpr std::uint64_t sip_block(std::uint32_t low, std::uint32_t high) {
  return static_cast<std::uint64_t>(low) | (static_cast<std::uint64_t>(high) << 32);
}

// The last block: what is left of the message below, its length in the top byte.
constexpr std::uint64_t sip_last_block(std::uint64_t rest, unsigned message_bytes) {
  return rest | (static_cast<std::uint64_t>(message_bytes) << 56);
}

constexpr std::uint64_t flow_hash(const FlowKey& k, const HashKey& key) {
  const std::uint64_t tail = sip_block(
      static_cast<std::uint32_t>(k.src_port) | (static_cast<std::uint32_t>(k.dst_port) << 16),
      static_cast<std::uint32_t>(k.protocol));
  SipState s = sip_start(key);
  if (k.family == Family::Ipv4) {
    s = sip_absorb(s, sip_block(k.src.word[0], k.dst.word[0]));
    return sip_finish(sip_absorb(s, sip_last_block(tail, 13)));
  }
  s = sip_absorb(s, sip_block(k.src.word[0], k.src.word[1]));
  s = sip_absorb(s, sip_block(k.src.word[2], k.src.word[3]));
  s = sip_absorb(s, sip_block(k.dst.word[0], k.dst.word[1]));
  s = sip_absorb(s, sip_block(k.dst.word[2], k.dst.word[3]));
  return sip_finish(sip_absorb(s, sip_last_block(tail, 37)));
}

// The hash of one 32-bit little-endian value.
constexpr std::uint64_t siphash13(std::uint32_t value, const HashKey& key) {
  return sip_finish(sip_absorb(sip_start(key), sip_last_block(value, 4)));
}

}  // namespace dp
}  // namespace nicvs
