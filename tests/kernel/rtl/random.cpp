// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/rtl/random.hpp"

#include <array>

namespace nicvs::test {
namespace {

void put16(dp::HeaderWindow& w, unsigned at, unsigned value) {
  w.bytes[at % dp::kHeaderWindowBytes] = static_cast<std::uint8_t>(value >> 8);
  w.bytes[(at + 1) % dp::kHeaderWindowBytes] = static_cast<std::uint8_t>(value);
}

}  // namespace

std::uint64_t Random::edgy() {
  switch (below(8)) {
    case 0:
      return 0;
    case 1:
      return ~std::uint64_t{0};
    case 2:
      return std::uint64_t{1} << below(64);
    case 3:
      return below(4);
    default:
      return next();
  }
}

dp::Protocol Random::protocol() {
  constexpr std::array kNamed = {dp::Protocol::Tcp, dp::Protocol::Udp,   dp::Protocol::Sctp,
                                 dp::Protocol::Tcp, dp::Protocol::Icmp,  dp::Protocol::Esp,
                                 dp::Protocol::Ah,  dp::Protocol::Icmpv6};
  return one_in(16) ? static_cast<dp::Protocol>(edgy8()) : kNamed[below(kNamed.size())];
}

dp::Address Random::address(dp::Family family) {
  return family == dp::Family::Ipv4 ? dp::ipv4_address(edgy32())
                                    : dp::Address{{{edgy32(), edgy32(), edgy32(), edgy32()}}};
}

dp::FlowKey Random::flow_key(dp::Family family) {
  return dp::FlowKey{address(family), address(family), edgy16(), edgy16(), protocol(), family};
}

dp::Mac Random::mac() { return dp::Mac{{{edgy8(), edgy8(), edgy8(), edgy8(), edgy8(), edgy8()}}}; }

dp::NextHop Random::next_hop() {
  constexpr std::array<std::uint32_t, 6> kMtus = {1500, 1480, 68, 1280, 9000, 60};
  return dp::NextHop{mac(), mac(), one_in(4) ? edgy32() : kMtus[below(kMtus.size())], one_in(8)};
}

dp::Tunnel Random::tunnel() {
  const dp::Family outer = family();
  const dp::TunnelType type =
      one_in(2) ? dp::TunnelType::IpIp : static_cast<dp::TunnelType>(below(3));
  return dp::Tunnel{address(outer),
                    address(outer),
                    outer,
                    type,
                    one_in(2) ? dp::TunnelChecksum::Present : dp::TunnelChecksum::Absent,
                    one_in(2) ? dp::PmtuDiscovery::On : dp::PmtuDiscovery::Off,
                    edgy16(),
                    edgy16(),
                    edgy16()};
}

dp::ConnView Random::conn_view(dp::Family family) {
  return dp::ConnView{static_cast<dp::ForwardMethod>(below(5)), edgy16(), edgy16(), address(family),
                      address(family)};
}

void Random::fill_transport(dp::HeaderWindow& w, unsigned at) {
  if (!one_in(8)) {
    put16(w, at + dp::tcp::kDataOffset, 0x5000U | static_cast<unsigned>(below(64)));
  }
  if (one_in(2)) {  // SCTP: a cookie and what is bundled with it
    constexpr std::array<unsigned, 6> kChunks = {1, 6, 10, 11, 0, 7};
    const unsigned length = one_in(4) ? edgy16() : static_cast<unsigned>(4 + below(40));
    put16(w, at + dp::sctp::kLength, kChunks[below(kChunks.size())] << 8);
    put16(w, at + dp::sctp::kLength + 2, length);
  }
}

void Random::fill_ipv4(dp::HeaderWindow& w, unsigned l3) {
  const unsigned words = one_in(4) ? static_cast<unsigned>(below(16)) : 5;
  w.bytes[l3] = static_cast<std::uint8_t>((one_in(16) ? below(16) : 4) << 4 | words);
  w.bytes[l3 + dp::ipv4::kProtocol] = static_cast<std::uint8_t>(protocol());
  const unsigned rest = w.frame_length - (l3 < w.frame_length ? l3 : w.frame_length);
  const unsigned less = one_in(4) ? static_cast<unsigned>(below(30)) : 0;
  put16(w, l3 + dp::ipv4::kTotalLength, one_in(16) ? edgy16() : rest - (less < rest ? less : 0));
  put16(w, l3 + dp::ipv4::kFragment, one_in(8) ? edgy16() : one_in(2) ? 0x4000U : 0U);
  put16(w, l3 + dp::ipv4::kChecksum, 0);
  if (!one_in(16)) {
    const unsigned sum = dp::ipv4_header_sum(w, l3, words * 4);
    put16(w, l3 + dp::ipv4::kChecksum, ~sum & 0xffffU);
  }
  fill_transport(w, l3 + words * 4);
}

void Random::fill_ipv6(dp::HeaderWindow& w, unsigned l3) {
  w.bytes[l3] = static_cast<std::uint8_t>((one_in(16) ? below(16) : 6) << 4 | below(16));
  w.bytes[l3 + dp::ipv6::kNextHeader] = static_cast<std::uint8_t>(protocol());
  const unsigned headers = l3 + dp::ipv6::kLength;
  const unsigned rest = w.frame_length > headers ? w.frame_length - headers : 0;
  put16(w, l3 + dp::ipv6::kPayloadLength, one_in(16) ? edgy16() : rest);
  fill_transport(w, headers);
}

dp::HeaderWindow Random::window() {
  dp::HeaderWindow w{};
  for (std::uint8_t& byte : w.bytes) {
    byte = static_cast<std::uint8_t>(next());
  }
  w.frame_length = static_cast<std::uint16_t>(one_in(8) ? below(160) : 60 + below(1460));
  unsigned l3 = dp::ethernet::kLength;
  if (one_in(2)) {
    put16(w, dp::ethernet::kType, dp::ethernet::kVlan);
    l3 += dp::ethernet::kVlanTagLength;
  }
  const bool is_ipv4 = !one_in(3);
  put16(w, l3 - 2, one_in(16) ? edgy16() : is_ipv4 ? dp::ethernet::kIpv4 : dp::ethernet::kIpv6);
  if (is_ipv4) {
    fill_ipv4(w, l3);
  } else {
    fill_ipv6(w, l3);
  }
  return w;
}

}  // namespace nicvs::test
