// SPDX-License-Identifier: Apache-2.0
// What the packet path takes for constants is what the packet says: copies field by field have
// every field. A field added to Parsed or OuterHeader does not compile here until it is compared.
#include "fallback/engine/known.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "fallback/edit/push_outer.hpp"
#include "tests/support/frames.hpp"

using namespace nicvs;
using soft::FrameWindow;
using soft::PlainTcp;
using test::frame;

namespace {

void check_same(const dp::Parsed& one, const dp::Parsed& two) {
  const auto& [key, reason, fragment, has_vlan, is_l2_group, dont_fragment, l3_offset, l3_length,
               tos, ttl, l4_length, tcp_flags, icmp_type, icmp_code, sctp_chunks, sctp_chunk,
               vlan_tci, l4_offset, ip_checksum, l4_checksum, udp_length, ip_length] = one;
  CHECK(std::memcmp(&key.src, &two.key.src, sizeof key.src) == 0);
  CHECK(std::memcmp(&key.dst, &two.key.dst, sizeof key.dst) == 0);
  CHECK(key.src_port == two.key.src_port);
  CHECK(key.dst_port == two.key.dst_port);
  CHECK(key.protocol == two.key.protocol);
  CHECK(key.family == two.key.family);
  CHECK(reason == two.reason);
  CHECK(fragment == two.fragment);
  CHECK(has_vlan == two.has_vlan);
  CHECK(is_l2_group == two.is_l2_group);
  CHECK(dont_fragment == two.dont_fragment);
  CHECK(l3_offset == two.l3_offset);
  CHECK(l3_length == two.l3_length);
  CHECK(tos == two.tos);
  CHECK(ttl == two.ttl);
  CHECK(l4_length == two.l4_length);
  CHECK(tcp_flags == two.tcp_flags);
  CHECK(icmp_type == two.icmp_type);
  CHECK(icmp_code == two.icmp_code);
  CHECK(sctp_chunks == two.sctp_chunks);
  CHECK(sctp_chunk[0] == two.sctp_chunk[0]);
  CHECK(sctp_chunk[1] == two.sctp_chunk[1]);
  CHECK(vlan_tci == two.vlan_tci);
  CHECK(l4_offset == two.l4_offset);
  CHECK(ip_checksum == two.ip_checksum);
  CHECK(l4_checksum == two.l4_checksum);
  CHECK(udp_length == two.udp_length);
  CHECK(ip_length == two.ip_length);
}

}  // namespace

TEST_CASE("a plain TCP packet as constants is the packet", "[known]") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  unsigned plain = 0;
  for (int round = 0; round < 2000; ++round) {
    auto bytes = frame("ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 A / bytes 10");
    // Anything but what makes it plain, and IP's checksum and length now and then.
    for (const unsigned at : {0u, 15u, 20u, 22u, 26u, 30u, 34u, 36u, 46u, 47u, 50u}) {
      if (random() % 2 == 0) bytes[at] = static_cast<std::uint8_t>(random());
    }
    const bool is_summed = random() % 4 != 0;
    if (is_summed) {
      bytes[24] = bytes[25] = 0;
      std::uint32_t sum = 0;
      for (unsigned at = 14; at < 34; at += 2) sum += bytes[at] * 256u + bytes[at + 1];
      while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
      bytes[24] = static_cast<std::uint8_t>(~sum >> 8);
      bytes[25] = static_cast<std::uint8_t>(~sum);
    }
    const FrameWindow window = FrameWindow::of(bytes);
    if (!PlainTcp::fits(window)) continue;
    const dp::Parsed known = dp::parse(PlainTcp::Window{window.data, window.length});
    const dp::Parsed any = dp::parse(window);
    check_same(known, any);
    if (any.reason != dp::Reason::None) continue;
    check_same(PlainTcp::of(any), any);
    ++plain;
  }
  CHECK(plain > 100);
}

TEST_CASE("the copy of an outer header has every field", "[known]") {
  const dp::OuterHeader header{dp::Outer::Ipv6,
                               {{{1, 2, 3, 4}}},
                               {{{5, 6, 7, 8}}},
                               dp::TunnelType::Gre,
                               dp::TunnelChecksum::Present,
                               dp::Protocol::Ipv6,
                               9,
                               10,
                               true,
                               11,
                               12,
                               13,
                               14,
                               15};
  const dp::OuterHeader copy = soft::copy_of(header);
  const auto& [kind, src, dst, type, tunnel_checksum, inner, tos, ttl, dont_fragment, id, checksum,
               src_port, dst_port, length] = copy;
  CHECK(kind == header.kind);
  CHECK(std::memcmp(&src, &header.src, sizeof src) == 0);
  CHECK(std::memcmp(&dst, &header.dst, sizeof dst) == 0);
  CHECK(type == header.type);
  CHECK(tunnel_checksum == header.tunnel_checksum);
  CHECK(inner == header.inner);
  CHECK(tos == header.tos);
  CHECK(ttl == header.ttl);
  CHECK(dont_fragment == header.dont_fragment);
  CHECK(id == header.id);
  CHECK(checksum == header.checksum);
  CHECK(src_port == header.src_port);
  CHECK(dst_port == header.dst_port);
  CHECK(length == header.length);
}
