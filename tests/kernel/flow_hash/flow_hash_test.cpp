// SPDX-License-Identifier: Apache-2.0
// flow_hash against SipHash as its paper describes it: over byte strings, with c and d as numbers.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "nicvs/dp/flow_hash.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

using Word = std::uint64_t;

Word little_endian(const Bytes& bytes, std::size_t from, std::size_t count) {
  Word word = 0;
  for (std::size_t i = count; i-- > 0;) {
    word = word * 256 + bytes[from + i];
  }
  return word;
}

// J.-P. Aumasson, D. J. Bernstein: SipHash: a fast short-input PRF, section 2.
class ReferenceSipHash {
 public:
  ReferenceSipHash(Word k0, Word k1)
      : v_{k0 ^ 0x736f6d6570736575ull, k1 ^ 0x646f72616e646f6dull, k0 ^ 0x6c7967656e657261ull,
           k1 ^ 0x7465646279746573ull} {}

  Word hash(const Bytes& message, int c, int d) {
    const std::size_t whole = message.size() / 8 * 8;
    for (std::size_t at = 0; at < whole; at += 8) {
      compress(little_endian(message, at, 8), c);
    }
    compress(little_endian(message, whole, message.size() - whole) |
                 static_cast<Word>(message.size() % 256) << 56,
             c);
    v_[2] ^= 255;
    rounds(d);
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  }

 private:
  static Word left(Word x, int n) { return x << n | x >> (64 - n); }

  void half_round(int a, int b, int c, int d, int s, int t) {
    v_[a] += v_[b];
    v_[c] += v_[d];
    v_[b] = left(v_[b], s) ^ v_[a];
    v_[d] = left(v_[d], t) ^ v_[c];
    v_[a] = left(v_[a], 32);
  }
  void rounds(int count) {
    while (count-- > 0) {
      half_round(0, 1, 2, 3, 13, 16);
      half_round(2, 1, 0, 3, 17, 21);
    }
  }
  void compress(Word block, int c) {
    v_[3] ^= block;
    rounds(c);
    v_[0] ^= block;
  }

  Word v_[4];
};

Bytes counting(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i) {
    bytes[i] = static_cast<std::uint8_t>(i);
  }
  return bytes;
}

Bytes reversed_bytes(const Bytes& bytes) { return Bytes(bytes.rbegin(), bytes.rend()); }

Bytes le32(std::uint32_t value) { return reversed_bytes(be32_bytes(value)); }
Bytes le16(unsigned value) { return reversed_bytes(be16_bytes(value)); }

Bytes message_of(const dp::FlowKey& k) {
  Bytes m;
  const unsigned words = k.family == dp::Family::Ipv4 ? 1 : 4;
  for (unsigned i = 0; i < words; ++i) m = join({m, le32(k.src.word[i])});
  for (unsigned i = 0; i < words; ++i) m = join({m, le32(k.dst.word[i])});
  return join({m, le16(k.src_port), le16(k.dst_port), {static_cast<std::uint8_t>(k.protocol)}});
}

constexpr dp::HashKey kKey = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

TEST_CASE("the reference gives the published SipHash-2-4 vectors", "[flow_hash]") {
  // The paper's appendix A, and the first vector of the authors' test program.
  CHECK(ReferenceSipHash(kKey.k0, kKey.k1).hash(counting(15), 2, 4) == 0xa129ca6149be45e5ull);
  CHECK(ReferenceSipHash(kKey.k0, kKey.k1).hash({}, 2, 4) == 0x726fdb47dd0e0e31ull);
}

TEST_CASE("flow_hash is SipHash-1-3 of the key's bytes", "[flow_hash]") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const auto word = [&] { return static_cast<std::uint32_t>(random()); };
    dp::FlowKey k{};
    k.family = i % 2 == 0 ? dp::Family::Ipv4 : dp::Family::Ipv6;
    k.src.word[0] = word();
    k.dst.word[0] = word();
    for (unsigned w = 1; w < 4 && k.family == dp::Family::Ipv6; ++w) {
      k.src.word[w] = word();
      k.dst.word[w] = word();
    }
    k.src_port = static_cast<std::uint16_t>(word());
    k.dst_port = static_cast<std::uint16_t>(word());
    k.protocol = static_cast<dp::Protocol>(word() & 0xff);
    const dp::HashKey key{random(), random()};
    REQUIRE(dp::flow_hash(k, key) == ReferenceSipHash(key.k0, key.k1).hash(message_of(k), 1, 3));
  }
}

TEST_CASE("siphash13 hashes four little-endian bytes", "[flow_hash]") {
  for (const std::uint32_t value : {0u, 1u, 0x12345678u, 0xffffffffu}) {
    CHECK(dp::siphash13(value, kKey) == ReferenceSipHash(kKey.k0, kKey.k1).hash(le32(value), 1, 3));
  }
}

TEST_CASE("each field of the key and each half of the hash key matters", "[flow_hash]") {
  const dp::FlowKey base{dp::ipv4_address(0xc0000201),
                         dp::ipv4_address(0x0a000001),
                         40000,
                         80,
                         dp::Protocol::Tcp,
                         dp::Family::Ipv4};
  std::set<std::uint64_t> seen{dp::flow_hash(base, kKey)};
  auto other = base;
  other.src.word[0] ^= 1;
  CHECK(seen.insert(dp::flow_hash(other, kKey)).second);
  other = base;
  other.dst.word[0] ^= 1;
  CHECK(seen.insert(dp::flow_hash(other, kKey)).second);
  other = base;
  other.src_port ^= 1;
  CHECK(seen.insert(dp::flow_hash(other, kKey)).second);
  other = base;
  other.dst_port ^= 1;
  CHECK(seen.insert(dp::flow_hash(other, kKey)).second);
  other = base;
  other.protocol = dp::Protocol::Udp;
  CHECK(seen.insert(dp::flow_hash(other, kKey)).second);
  other = base;
  other.family = dp::Family::Ipv6;
  CHECK(seen.insert(dp::flow_hash(other, kKey)).second);
  CHECK(seen.insert(dp::flow_hash(dp::reversed(base), kKey)).second);
  CHECK(seen.insert(dp::flow_hash(base, {kKey.k0 ^ 1, kKey.k1})).second);
  CHECK(seen.insert(dp::flow_hash(base, {kKey.k0, kKey.k1 ^ 1})).second);
}

}  // namespace
}  // namespace nicvs::test
