// SPDX-License-Identifier: Apache-2.0
// The arithmetic of the schedulers: comparisons, hashes and steps, without lists or tables.
//
// A scheduler walks the dests, newest first, and asks these functions. Numbers of conns are below
// 2^24, weights below 2^31, so 64-bit products do not overflow.
#pragma once

#include <cstdint>

#include "nicvs/dp/flow_hash.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

struct DestLoad {
  std::uint32_t weight;
  std::uint32_t active;    // conns
  std::uint32_t inactive;  // conns
  bool is_overloaded;
};

constexpr bool is_usable(const DestLoad& d) { return d.weight > 0 && !d.is_overloaded; }

// An active conn is taken to cost 257 times as much as an inactive one (active * 256 + total).
constexpr std::uint64_t overhead(const DestLoad& d) {
  return static_cast<std::uint64_t>(d.active) * 257u + d.inactive;
}

// The rules that scan the dests with one comparison.
enum class ScanRule : std::uint8_t { Lc = 0, Wlc = 1, Sed = 2, Nq = 3, Fo = 4, Ovf = 5 };

// sed and nq: the delay a new conn would expect.
constexpr std::uint64_t expected_delay(const DestLoad& d) {
  return static_cast<std::uint64_t>(d.active) + 1u;
}

// a/weight > b/weight without a division.
constexpr bool is_heavier(std::uint64_t load_a, std::uint32_t weight_a, std::uint64_t load_b,
                          std::uint32_t weight_b) {
  return load_a * weight_b > load_b * weight_a;
}

// Whether the rule may choose the dest at all.
constexpr bool is_candidate(ScanRule rule, const DestLoad& d) {
  return is_usable(d) && (rule != ScanRule::Ovf || d.active <= d.weight);
}

// Whether `later` in the list replaces `best` so far. Both are candidates; the earlier wins ties.
constexpr bool is_better(ScanRule rule, const DestLoad& best, const DestLoad& later) {
  return rule == ScanRule::Lc ? overhead(later) < overhead(best)
         : rule == ScanRule::Wlc
             ? is_heavier(overhead(best), best.weight, overhead(later), later.weight)
         : rule == ScanRule::Sed || rule == ScanRule::Nq
             ? is_heavier(expected_delay(best), best.weight, expected_delay(later), later.weight)
             : later.weight > best.weight;
}

// Whether the scan ends here: nq takes the first idle candidate.
constexpr bool ends_scan(ScanRule rule, const DestLoad& d) {
  return rule == ScanRule::Nq && d.active == 0;
}

// lblc and lblcr: the cached dest is too busy while some other dest is more than half idle.
constexpr bool is_too_busy(const DestLoad& cached) { return cached.active > cached.weight; }
constexpr bool is_half_idle(const DestLoad& other) {
  return static_cast<std::uint64_t>(other.active) * 2u < other.weight;
}

// wrr: one round gives each dest whose weight reaches `current` one conn.
struct WrrRound {
  std::int32_t current;  // cw
  std::int32_t step;     // di: gcd of the weights > 0, at least 1
  std::int32_t maximum;  // mw: greatest weight - (di - 1); 0 if there is no weight
};

constexpr bool wrr_takes(const WrrRound& round, const DestLoad& d) {
  return !d.is_overloaded && round.current > 0 &&
         d.weight >= static_cast<std::uint32_t>(round.current);
}

// At the end of the list: the next lower round, after the last one the highest.
constexpr WrrRound wrr_next_round(const WrrRound& round) {
  return WrrRound{round.current - round.step > 0 ? round.current - round.step : round.maximum,
                  round.step, round.maximum};
}

// The 32-bit multiplicative hash of dh, sh, lblc and lblcr; take the top bits.
constexpr std::uint32_t golden_hash(std::uint32_t value) { return value * 0x61C88647u; }
constexpr std::uint32_t h32(std::uint32_t value) { return golden_hash(value) >> 24; }

constexpr unsigned kHashBuckets = 256;    // dh, sh
constexpr unsigned kCacheBuckets = 1024;  // lblc, lblcr

constexpr unsigned dh_bucket(const Address& dst) { return h32(fold(dst)); }

// src_port: 0 unless the service has the flag sh-port. offset: 0, or the probe of sh-fallback.
constexpr unsigned sh_bucket(const Address& src, std::uint16_t src_port, std::uint32_t offset) {
  return (offset + h32(src_port + fold(src))) % kHashBuckets;
}

// sh-fallback's i-th probe (0..255) after `first` = sh_bucket(.., 0) was refused. As in the kernel
// the probes start at twice the first bucket, not behind it.
constexpr std::uint32_t sh_fallback_offset(unsigned first, unsigned i) {
  return (first + i) % kHashBuckets;
}

constexpr unsigned lblc_bucket(const Address& dst) { return golden_hash(fold(dst)) >> 22; }

// mh (Maglev): the kernel's default table size and its two keys on 64-bit machines.
constexpr std::uint32_t kMaglevSlots = 4093;
constexpr unsigned kMaglevBits = 6;
constexpr HashKey kMaglevKey1 = {2654435761u, 2654435761u};
constexpr HashKey kMaglevKey2 = {2654446892u, 2654446892u};

// value modulo 4096 - gap, for gaps of 3 and 4, without a division: 4096 is congruent to gap.
constexpr std::uint32_t modulo_below_4096(std::uint32_t value, std::uint32_t gap) {
  std::uint32_t rest = value;
  for (unsigned i = 0; i < 3; ++i) {
    rest = (rest >> 12) * gap + (rest & 0xfffu);
  }
  return rest >= 4096u - gap ? rest - (4096u - gap) : rest;
}

constexpr std::uint32_t maglev_hash(const Address& address, std::uint16_t port, const HashKey& key,
                                    std::uint32_t offset) {
  return static_cast<std::uint32_t>(siphash13(offset + port + fold(address), key));
}

// The slot of a client. src_port: 0 unless the service has the flag mh-port; offset: 0, or the
// probe of mh-fallback.
constexpr std::uint32_t maglev_slot(const Address& src, std::uint16_t src_port,
                                    std::uint32_t offset) {
  return modulo_below_4096(maglev_hash(src, src_port, kMaglevKey1, offset), 3);
}

// mh-fallback's i-th probe (0..4092) after `first` = maglev_slot(.., 0) was refused.
constexpr std::uint32_t maglev_fallback_offset(std::uint32_t first, std::uint32_t i) {
  return first + i >= kMaglevSlots ? first + i - kMaglevSlots : first + i;
}

// A dest's permutation of the slots: offset, offset + skip, offset + 2 skip, ... modulo 4093.
struct MaglevStart {
  std::uint32_t offset;
  std::uint32_t skip;
};

// The kernel reads dest as an address of the service's family: an IPv6 dest of an IPv4 service
// counts with its first 32 bits only.
constexpr MaglevStart maglev_start(Family service, const Address& dest, std::uint16_t port) {
  const Address seen = service == Family::Ipv4 ? ipv4_address(dest.word[0]) : dest;
  return MaglevStart{modulo_below_4096(maglev_hash(seen, port, kMaglevKey1, 0), 3),
                     modulo_below_4096(maglev_hash(seen, port, kMaglevKey2, 0), 4) + 1};
}

constexpr std::uint32_t maglev_next_slot(std::uint32_t slot, std::uint32_t skip) {
  return slot + skip >= kMaglevSlots ? slot + skip - kMaglevSlots : slot + skip;
}

// How far weights are shifted down so that the largest takes at most 2^6 turns; 0..26.
constexpr unsigned maglev_shift(std::uint32_t max_weight_over_gcd) {
  const unsigned bits = max_weight_over_gcd == 0
                            ? 0u
                            : 32u - static_cast<unsigned>(__builtin_clz(max_weight_over_gcd));
  return bits > kMaglevBits ? bits - kMaglevBits : 0u;
}

// Slots a dest takes per round of filling; weight_over_gcd is its last non-zero weight / gcd.
constexpr std::uint32_t maglev_turns(std::uint32_t weight_over_gcd, unsigned shift) {
  return weight_over_gcd == 0                      ? 0u
         : (weight_over_gcd >> (shift & 31u)) == 0 ? 1u
                                                   : weight_over_gcd >> (shift & 31u);
}

// Thresholds. Conns are all non-template conns of the dest, the new one included or the old one
// excluded. A flag without thresholds is cleared when a conn goes.
constexpr bool is_overloaded_after_bind(bool was, std::uint32_t upper, std::uint32_t conns) {
  return was || (upper != 0 && conns >= upper);
}

constexpr bool is_overloaded_after_unbind(bool was, std::uint32_t upper, std::uint32_t lower,
                                          std::uint32_t conns) {
  return was && (lower != 0 ? conns >= lower : upper != 0 ? conns >= upper - (upper >> 2) : false);
}

// Raising or removing the upper threshold clears the flag at once; lowering it waits for a bind.
constexpr bool is_overloaded_after_edit(bool was, std::uint32_t old_upper,
                                        std::uint32_t new_upper) {
  return was && new_upper != 0 && new_upper <= old_upper;
}

// twos: a draw in 0..(sum of the usable weights) walks the list, each usable dest takes its weight
// off, and the dest at which it arrives is chosen.
constexpr std::int64_t twos_step(std::int64_t draw, const DestLoad& d) {
  return is_usable(d) ? draw - static_cast<std::int64_t>(d.weight) : draw;
}
constexpr bool twos_arrives(std::int64_t draw_after_step, const DestLoad& d) {
  return is_usable(d) && draw_after_step <= 0;
}
constexpr bool twos_prefers_second(const DestLoad& first, const DestLoad& second) {
  return is_heavier(overhead(first), first.weight, overhead(second), second.weight);
}

}  // namespace dp
}  // namespace nicvs
