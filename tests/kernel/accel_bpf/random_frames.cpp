// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/accel_bpf/random_frames.hpp"

namespace nicvs::test {
namespace {

unsigned below(Random& random, unsigned end) { return static_cast<unsigned>(random() % end); }
bool one_in(Random& random, unsigned n) { return below(random, n) == 0; }

void put16(Bytes& to, unsigned value) {
  to.push_back(static_cast<std::uint8_t>(value >> 8));
  to.push_back(static_cast<std::uint8_t>(value));
}
void put32(Bytes& to, std::uint32_t value) {
  put16(to, value >> 16);
  put16(to, value & 0xffff);
}

// RFC 1071, over the bytes [begin, end).
unsigned checksum(const Bytes& bytes, std::size_t begin, std::size_t end) {
  std::uint32_t sum = 0;
  for (std::size_t i = begin; i < end; i += 2) sum += bytes[i] * 256u + bytes[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

Mac random_mac(Random& random) {
  Mac mac{};
  for (auto& byte : mac.byte) byte = static_cast<std::uint8_t>(random());
  return mac;
}

soft::AccelWay random_way(Random& random) {
  constexpr std::uint32_t kMtus[] = {68, 80, 200, 1500, 9000};
  return {1 + below(random, 2),
          {random_mac(random), random_mac(random), kMtus[below(random, 5)], false}};
}

Bytes tcp_header(Random& random, const dp::FlowKey& key) {
  constexpr unsigned kFlags[] = {0x10, 0x10, 0x10, 0x18, 0x18, 0x11, 0x14, 0x04, 0x02, 0x12, 0x00};
  Bytes header;
  put16(header, key.src_port);
  put16(header, key.dst_port);
  put32(header, static_cast<std::uint32_t>(random()));
  put32(header, static_cast<std::uint32_t>(random()));
  put16(header, 0x5000u | (one_in(random, 3) ? kFlags[below(random, 11)] : 0x10u));
  put16(header, below(random, 65536));
  put16(header, below(random, 65536));
  put16(header, 0);
  return header;
}

Bytes udp_header(Random& random, const dp::FlowKey& key, unsigned payload) {
  Bytes header;
  put16(header, key.src_port);
  put16(header, key.dst_port);
  put16(header, 8 + payload);
  put16(header, one_in(random, 10) ? 0 : below(random, 65536));
  return header;
}

void append_ipv4(Random& random, const dp::FlowKey& key, unsigned l4_bytes, Bytes& frame) {
  const std::size_t begin = frame.size();
  const unsigned words = one_in(random, 20) ? 6 : 5;
  constexpr unsigned kFragments[] = {0x2000, 0x0010, 0x6000};
  constexpr unsigned kTtls[] = {1, 2, 255};
  frame.push_back(static_cast<std::uint8_t>(0x40u | words));
  frame.push_back(static_cast<std::uint8_t>(random()));
  put16(frame, words * 4 + l4_bytes);
  put16(frame, below(random, 65536));
  put16(frame, one_in(random, 20) ? kFragments[below(random, 3)] : one_in(random, 3) ? 0 : 0x4000);
  frame.push_back(static_cast<std::uint8_t>(one_in(random, 8) ? kTtls[below(random, 3)] : 64));
  frame.push_back(static_cast<std::uint8_t>(key.protocol));
  put16(frame, 0);
  put32(frame, key.src.word[0]);
  put32(frame, key.dst.word[0]);
  if (words == 6) put32(frame, 0x01010101);
  const unsigned sum = checksum(frame, begin, frame.size()) ^ (one_in(random, 20) ? 1 : 0);
  frame[begin + 10] = static_cast<std::uint8_t>(sum >> 8);
  frame[begin + 11] = static_cast<std::uint8_t>(sum);
}

}  // namespace

soft::AccelOrder random_order(Random& random) {
  constexpr dp::ForwardMethod kMethods[] = {dp::ForwardMethod::Nat, dp::ForwardMethod::Nat,
                                            dp::ForwardMethod::Dr, dp::ForwardMethod::Tun};
  const auto address = [&] { return dp::ipv4_address(static_cast<std::uint32_t>(random())); };
  const auto port = [&] { return static_cast<std::uint16_t>(random()); };
  const auto method = kMethods[below(random, 4)];
  const auto protocol = one_in(random, 2) ? dp::Protocol::Tcp : dp::Protocol::Udp;
  const bool is_nat = method == dp::ForwardMethod::Nat;
  soft::AccelOrder order{};
  order.request = {address(), address(), port(), port(), protocol, dp::Family::Ipv4};
  order.conn = {method, order.request.dst_port, is_nat ? port() : order.request.dst_port,
                order.request.dst, address()};
  order.reply = {order.conn.dest,        order.request.src, order.conn.dest_port,
                 order.request.src_port, protocol,          dp::Family::Ipv4};
  order.answers_request = !one_in(random, 20);
  order.answers_reply = is_nat;
  order.rules = one_in(random, 4) ? dp::TcpRules::Secure : dp::TcpRules::Normal;
  order.tunnel_source = address();
  order.pmtu_discovery = one_in(random, 4) ? dp::PmtuDiscovery::Off : dp::PmtuDiscovery::On;
  order.to_dest = random_way(random);
  order.to_client = random_way(random);
  order.state = random_state(random, order);
  return order;
}

soft::AccelState random_state(Random& random, const soft::AccelOrder& order) {
  const bool is_tcp = order.request.protocol == dp::Protocol::Tcp;
  const auto state = !is_tcp             ? 0u
                     : one_in(random, 4) ? below(random, dp::kTcpStates)
                                         : static_cast<unsigned>(dp::TcpState::Established);
  auto flags = static_cast<std::uint32_t>(order.conn.method);
  if (one_in(random, 4)) flags |= dp::conn_flag::kInactive;
  if (one_in(random, 4)) flags |= dp::conn_flag::kNoOutput;
  return {static_cast<std::uint8_t>(state), flags, one_in(random, 10)};
}

Bytes random_frame(Random& random, const soft::AccelOrder& order) {
  const bool is_reply = order.answers_reply && one_in(random, 2);
  dp::FlowKey key = is_reply ? order.reply : order.request;
  if (one_in(random, 30)) ++key.dst_port;
  if (one_in(random, 30)) key.protocol = dp::Protocol::Sctp;
  const unsigned payload = below(random, one_in(random, 4) ? 1400 : 40);
  const bool is_tcp = key.protocol == dp::Protocol::Tcp;
  const Bytes l4 = is_tcp ? tcp_header(random, key) : udp_header(random, key, payload);
  Bytes frame(kOwnMac.byte.begin(), kOwnMac.byte.end());
  if (one_in(random, 30)) frame[0] = 3;
  for (const auto byte : random_mac(random).byte) frame.push_back(byte);
  if (one_in(random, 3)) {
    put16(frame, 0x8100);
    put16(frame, below(random, 65536));
  }
  put16(frame, one_in(random, 40) ? 0x86dd : 0x0800);
  append_ipv4(random, key, static_cast<unsigned>(l4.size()) + payload, frame);
  frame.insert(frame.end(), l4.begin(), l4.end());
  for (unsigned i = 0; i < payload; ++i) frame.push_back(static_cast<std::uint8_t>(random()));
  if (one_in(random, 2) && frame.size() < 60) frame.resize(60);
  if (one_in(random, 30))
    frame.resize(18 + below(random, static_cast<unsigned>(frame.size()) - 18));
  return frame;
}

}  // namespace nicvs::test
