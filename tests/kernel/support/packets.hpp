// SPDX-License-Identifier: Apache-2.0
// Packets for tests, built and checked without any code of the kernels.
//
//   Bytes frame = ethernet(ipv4({.src = kClient, .dst = kVip}, tcp(40000, 80, kSyn)));
//   CHECK(checksum_fault(l3_of(frame)) == "");
//
// ipv4() and ipv6() compute every checksum from scratch, a byte at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nicvs::test {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16, kUrg = 32;
constexpr std::uint8_t kTcp = 6, kUdp = 17, kSctp = 132, kIcmp = 1, kIcmpv6 = 58;

// Blanks are ignored.
Bytes hex(std::string_view text);
std::string to_hex(const Bytes& bytes);
Bytes join(const std::vector<Bytes>& parts);
Bytes be16_bytes(unsigned value);
Bytes be32_bytes(std::uint32_t value);

// RFC 1071 by the book: the checksum to store.
std::uint16_t reference_checksum(const Bytes& bytes);
// RFC 9260, appendix A, one bit at a time.
std::uint32_t reference_crc32c(const Bytes& bytes);

// Transport packets with their checksum left 0.
Bytes tcp(unsigned src_port, unsigned dst_port, std::uint8_t flags, const Bytes& payload = {});
Bytes udp(unsigned src_port, unsigned dst_port, const Bytes& payload = {});
// chunks: types, each as a chunk of `chunk_length` bytes.
Bytes sctp(unsigned src_port, unsigned dst_port, const std::vector<std::uint8_t>& chunks,
           unsigned chunk_length = 4);
Bytes icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Bytes& quoted = {});

enum class UdpChecksum { Filled, Zero };

struct Ipv4 {
  std::uint32_t src = 0xc0000201;  // 192.0.2.1
  std::uint32_t dst = 0x0a000001;  // 10.0.0.1
  std::uint8_t protocol = kTcp;
  std::uint8_t ttl = 64;
  std::uint8_t tos = 0;
  unsigned id = 0x1234;
  unsigned fragment = 0x4000;  // flags and offset; DF by default
  Bytes options = {};          // a multiple of 4 bytes
  UdpChecksum udp_checksum = UdpChecksum::Filled;
};
Bytes ipv4(const Ipv4& header, const Bytes& transport);

struct Ipv6 {
  Bytes src = hex("20010db8 00000000 00000000 00000001");
  Bytes dst = hex("20010db8 00000001 00000000 00000080");
  std::uint8_t next_header = kTcp;
  std::uint8_t hop_limit = 64;
  std::uint8_t traffic_class = 0;
  UdpChecksum udp_checksum = UdpChecksum::Filled;
};
Bytes ipv6(const Ipv6& header, const Bytes& transport);

// From 02:00:00:00:00:01 to 02:00:00:00:00:02; vlan_tci >= 0 adds a tag; the EtherType follows from
// the version.
Bytes ethernet(const Bytes& packet, int vlan_tci = -1);

// The packet of a frame without padding.
Bytes l3_of(const Bytes& frame);

// "" if the IP header's and the transport's checksums are right, else which one is wrong. Transport
// behind fragments and extension headers is not looked at; a zero UDP checksum is wrong.
std::string checksum_fault(const Bytes& packet);

}  // namespace nicvs::test
