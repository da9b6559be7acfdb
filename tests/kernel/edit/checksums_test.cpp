// SPDX-License-Identifier: Apache-2.0
// Checksums over bytes and their incremental updates, against sums computed by the book.
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "fallback/edit/crc32c.hpp"
#include "fallback/edit/internet_checksum.hpp"
#include "nicvs/dp/checksum.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

Bytes random_bytes(std::mt19937& random, std::size_t count) {
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(random());
  }
  return bytes;
}

Bytes text(const std::string& s) { return Bytes(s.begin(), s.end()); }

TEST_CASE("the Internet checksum of any bytes, at any alignment", "[checksum]") {
  std::mt19937 random(2);
  for (std::size_t length = 0; length < 130; ++length) {
    const Bytes bytes = random_bytes(random, length);
    REQUIRE(soft::internet_checksum(bytes) == reference_checksum(bytes));
  }
  CHECK(soft::internet_checksum(Bytes(65535, 0xff)) == reference_checksum(Bytes(65535, 0xff)));
  CHECK(soft::internet_checksum(Bytes(64, 0)) == 0xffff);
}

TEST_CASE("a start sum is that of bytes before", "[checksum]") {
  std::mt19937 random(3);
  const Bytes front = random_bytes(random, 40);
  const Bytes back = random_bytes(random, 41);
  CHECK(soft::internet_checksum(back, soft::checksum_sum(front)) ==
        reference_checksum(join({front, back})));
}

TEST_CASE("the pseudo headers of both families", "[checksum]") {
  const dp::Address src4 = dp::ipv4_address(0xc0000201);
  const dp::Address dst4 = dp::ipv4_address(0x0a000001);
  const Bytes pseudo4 = hex("c0000201 0a000001 0011 abcd");
  CHECK(soft::pseudo_header_sum(src4, dst4, dp::Protocol::Udp, 0xabcd) ==
        static_cast<std::uint16_t>(~reference_checksum(pseudo4)));
  const dp::Address src6{{{0x20010db8, 1, 2, 3}}};
  const dp::Address dst6{{{0xfd000000, 4, 5, 6}}};
  const Bytes pseudo6 =
      hex("20010db8 00000001 00000002 00000003 fd000000 00000004 00000005"
          "00000006 00012345 0000003a");
  CHECK(soft::pseudo_header_sum(src6, dst6, dp::Protocol::Icmpv6, 0x12345) ==
        static_cast<std::uint16_t>(~reference_checksum(pseudo6)));
}

TEST_CASE("an updated checksum is the one computed anew", "[checksum]") {
  std::mt19937 random(4);
  for (int i = 0; i < 5000; ++i) {
    Bytes bytes = random_bytes(random, 64);
    const std::uint16_t before = reference_checksum(bytes);
    const auto word = [&](std::size_t at) {
      return static_cast<std::uint32_t>(bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
                                        bytes[at + 3]);
    };
    const auto address = [&] { return dp::Address{{{word(0), word(4), word(8), word(12)}}}; };
    const dp::Address old_address = address();
    const std::uint32_t old_word = word(16);
    const auto old_half = static_cast<std::uint16_t>(word(20) >> 16);
    for (std::size_t at = 0; at < 22; ++at) {
      bytes[at] = static_cast<std::uint8_t>(random());
    }
    const std::uint32_t delta =
        dp::checksum_delta(dp::Family::Ipv6, old_address, address()) +
        dp::checksum_delta32(old_word, word(16)) +
        dp::checksum_delta16(old_half, static_cast<std::uint16_t>(word(20) >> 16));
    REQUIRE(dp::checksum_update(before, delta) == reference_checksum(bytes));
  }
}

TEST_CASE("CRC32c of published messages", "[crc32c]") {
  // The check value of the CRC catalogues, and RFC 3720, appendix B.4.
  CHECK(soft::crc32c(text("123456789")) == 0xe3069283);
  CHECK(soft::crc32c(Bytes(32, 0)) == 0x8a9136aa);
  CHECK(soft::crc32c(Bytes(32, 0xff)) == 0x62a8ab43);
  Bytes rising(32);
  for (std::size_t i = 0; i < 32; ++i) rising[i] = static_cast<std::uint8_t>(i);
  CHECK(soft::crc32c(rising) == 0x46dd794e);
  CHECK(soft::crc32c_by_table(rising) == 0x46dd794e);
}

TEST_CASE("CRC32c by instruction, by table and bit by bit agree", "[crc32c]") {
  std::mt19937 random(5);
  for (std::size_t length = 0; length < 200; ++length) {
    const Bytes bytes = random_bytes(random, length);
    const std::uint32_t expected = reference_crc32c(bytes);
    REQUIRE(soft::crc32c(bytes) == expected);
    REQUIRE(soft::crc32c_by_table(bytes) == expected);
    const std::size_t half = length / 3;
    const std::span<const std::uint8_t> all(bytes);
    REQUIRE(soft::crc32c(all.subspan(half), soft::crc32c(all.first(half))) == expected);
  }
}

}  // namespace
}  // namespace nicvs::test
