// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "fallback/io/checksum_offload.hpp"

namespace nicvs::test {
namespace {

using soft::finish_checksum;
using soft::OffloadHeader;
using soft::Segmenter;
using Bytes = std::vector<std::uint8_t>;

// The Internet checksum by its definition, one word after the other (RFC 1071).
std::uint16_t internet_checksum(const Bytes& bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? bytes[i] << 8u : bytes[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

struct Shape {
  bool is_ipv6;
  bool is_tcp;
  bool has_vlan;
  std::size_t l3() const { return has_vlan ? 18 : 14; }
  std::size_t l4() const { return l3() + (is_ipv6 ? 40 : 20); }
  std::size_t payload() const { return l4() + (is_tcp ? 32 : 8); }
};

void put16(Bytes& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}
std::size_t get16(const Bytes& bytes, std::size_t at) { return bytes[at] * 256u + bytes[at + 1]; }

// A packet with options, a sequence number about to wrap, FIN, PSH and CWR, and counted payload.
Bytes packet_of(const Shape& shape, std::size_t payload) {
  Bytes packet(shape.payload() + payload, 0);
  if (shape.has_vlan) put16(packet, 12, 0x8100);
  put16(packet, shape.l3() - 2, shape.is_ipv6 ? 0x86dd : 0x0800);
  const std::uint8_t protocol = shape.is_tcp ? 6 : 17;
  packet[shape.l3()] = shape.is_ipv6 ? 0x60 : 0x45;
  packet[shape.l3() + (shape.is_ipv6 ? 6 : 9)] = protocol;
  if (!shape.is_ipv6) put16(packet, shape.l3() + 4, 0xffff);  // id
  for (std::size_t i = 1; i <= 8; ++i) packet[shape.l4() - i] = static_cast<std::uint8_t>(i);
  if (shape.is_tcp) {
    put16(packet, shape.l4() + 4, 0xffff);
    put16(packet, shape.l4() + 6, 0xff00);
    packet[shape.l4() + 12] = 0x80;
    packet[shape.l4() + 13] = 0x99;  // CWR ACK PSH FIN
  }
  for (std::size_t i = 0; i < payload; ++i) {
    packet[shape.payload() + i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  }
  return packet;
}

// All ones when header and pseudo-header sum up as they must.
std::uint16_t l4_sum(const Shape& shape, const Bytes& segment) {
  const std::size_t addresses = shape.l3() + (shape.is_ipv6 ? 8 : 12);
  Bytes summed(segment.begin() + static_cast<std::ptrdiff_t>(addresses), segment.end());
  if (!shape.is_ipv6) {
    summed.assign(segment.begin() + static_cast<std::ptrdiff_t>(addresses),
                  segment.begin() + static_cast<std::ptrdiff_t>(addresses + 8));
    summed.insert(summed.end(), segment.begin() + static_cast<std::ptrdiff_t>(shape.l4()),
                  segment.end());
  }
  if (summed.size() % 2 != 0) summed.push_back(0);
  const std::size_t length = segment.size() - shape.l4();
  for (const std::size_t value : {std::size_t{0}, std::size_t{shape.is_tcp ? 6u : 17u}}) {
    summed.push_back(0);
    summed.push_back(static_cast<std::uint8_t>(value));
  }
  summed.push_back(static_cast<std::uint8_t>(length >> 8));
  summed.push_back(static_cast<std::uint8_t>(length));
  return internet_checksum(summed);
}

OffloadHeader work_of(const Shape& shape, std::uint16_t size) {
  const std::uint8_t tcp = shape.is_ipv6 ? OffloadHeader::kTcp6 : OffloadHeader::kTcp4;
  OffloadHeader work{};
  work.gso_type = shape.is_tcp ? tcp : OffloadHeader::kUdpSegments;
  work.gso_size = size;
  return work;
}

}  // namespace

TEST_CASE("a large packet becomes segments that say the same", "[offload]") {
  const Shape shape{GENERATE(false, true), GENERATE(false, true), GENERATE(false, true)};
  const std::size_t length = GENERATE(as<std::size_t>(), 1, 1000, 1001, 2999, 9000);
  CAPTURE(shape.is_ipv6, shape.is_tcp, shape.has_vlan, length);
  const Bytes packet = packet_of(shape, length);
  auto segmenter = Segmenter::create(packet, work_of(shape, 1000));
  REQUIRE(segmenter);
  REQUIRE(segmenter->segment_count() == (length + 999) / 1000);
  Bytes payload;
  for (std::size_t i = 0; i < (length + 999) / 1000; ++i) {
    Bytes segment(3000);
    segment.resize(segmenter->next(segment));
    REQUIRE(segment.size() > shape.payload());
    const bool is_last = i + 1 == (length + 999) / 1000;
    const auto l3 = static_cast<std::ptrdiff_t>(shape.l3());
    if (shape.is_ipv6) {
      CHECK(get16(segment, shape.l3() + 4) == segment.size() - shape.l4());
    } else {
      CHECK(get16(segment, shape.l3() + 2) == segment.size() - shape.l3());
      CHECK(get16(segment, shape.l3() + 4) == ((0xffff + i) & 0xffff));
      CHECK(internet_checksum(Bytes(segment.begin() + l3, segment.begin() + l3 + 20)) == 0xffff);
    }
    CHECK(l4_sum(shape, segment) == 0xffff);
    if (shape.is_tcp) {
      const std::size_t sequence = (0xffffff00u + 1000 * i) & 0xffffffffu;
      CHECK(get16(segment, shape.l4() + 4) * 65536 + get16(segment, shape.l4() + 6) == sequence);
      CHECK(segment[shape.l4() + 13] == (0x10 | (i == 0 ? 0x80 : 0) | (is_last ? 0x09 : 0)));
    } else {
      CHECK(get16(segment, shape.l4() + 4) == segment.size() - shape.l4());
    }
    payload.insert(payload.end(), segment.begin() + static_cast<std::ptrdiff_t>(shape.payload()),
                   segment.end());
  }
  Bytes space(3000);
  REQUIRE(segmenter->next(space) == 0);
  REQUIRE(payload ==
          Bytes(packet.begin() + static_cast<std::ptrdiff_t>(shape.payload()), packet.end()));
}

TEST_CASE("what cannot be cut is refused", "[offload]") {
  const Shape tcp{false, true, false};
  const Bytes packet = packet_of(tcp, 3000);
  OffloadHeader fragments = work_of(tcp, 1000);
  fragments.gso_type = 3;  // UDP fragmentation offload
  CHECK_FALSE(Segmenter::create(packet, fragments));
  CHECK_FALSE(Segmenter::create(packet, work_of(tcp, 0)));
  CHECK_FALSE(Segmenter::create(packet, work_of({false, false, false}, 1000)));
  for (std::size_t length = 0; length <= tcp.payload(); ++length) {
    const Bytes cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_FALSE(Segmenter::create(cut, work_of(tcp, 1000)));
  }
}

TEST_CASE("packets of random bytes are never read past their end", "[offload]") {
  std::mt19937 random(11);
  for (int round = 0; round < 20000; ++round) {
    Bytes packet = packet_of({round % 2 == 0, round % 3 == 0, false}, random() % 200);
    for (int i = 0; i < 4; ++i)
      packet[12 + random() % (packet.size() - 12)] = static_cast<std::uint8_t>(random());
    OffloadHeader work = work_of({round % 2 == 0, round % 3 == 0, false},
                                 static_cast<std::uint16_t>(random() % 300));
    auto segmenter = Segmenter::create(packet, work);
    Bytes out(500);
    while (segmenter && segmenter->next(out) != 0) {
    }
    work.flags = OffloadHeader::kNeedsChecksum;
    work.checksum_start = static_cast<std::uint16_t>(random() % 300);
    work.checksum_offset = static_cast<std::uint16_t>(random() % 300);
    finish_checksum(packet, work);
  }
}

TEST_CASE("an unfinished checksum is finished", "[offload]") {
  const Shape shape{GENERATE(false, true), true, false};
  Bytes packet = packet_of(shape, 101);
  // The sender leaves the sum of the pseudo-header in the field.
  put16(packet, shape.l4() + 16, 0);
  Bytes header_only(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(shape.l4()));
  header_only.resize(packet.size(), 0);
  put16(packet, shape.l4() + 16, l4_sum(shape, header_only));
  OffloadHeader work{};
  work.flags = OffloadHeader::kNeedsChecksum;
  work.checksum_start = static_cast<std::uint16_t>(shape.l4());
  work.checksum_offset = 16;
  REQUIRE(finish_checksum(packet, work));
  REQUIRE(l4_sum(shape, packet) == 0xffff);

  work.checksum_offset = 2000;
  REQUIRE_FALSE(finish_checksum(packet, work));
}

}  // namespace nicvs::test
