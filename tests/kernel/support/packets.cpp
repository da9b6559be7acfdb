// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/support/packets.hpp"

#include <cstddef>

namespace nicvs::test {
namespace {

unsigned nibble(char c) {
  return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

void set16(Bytes& bytes, std::size_t at, unsigned value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

unsigned get16(const Bytes& bytes, std::size_t at) {
  return static_cast<unsigned>(bytes[at]) << 8 | bytes[at + 1];
}

Bytes part(const Bytes& bytes, std::size_t from, std::size_t length) {
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(from);
  return Bytes(begin, begin + static_cast<std::ptrdiff_t>(length));
}

std::size_t checksum_offset(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return 16;
    case kUdp:
      return 6;
    case kSctp:
      return 8;
    default:
      return 2;
  }
}

bool is_known(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kSctp || protocol == kIcmp ||
         protocol == kIcmpv6;
}

Bytes pseudo_header(const Bytes& addresses, std::uint8_t protocol, std::size_t length) {
  return join({addresses, be32_bytes(static_cast<std::uint32_t>(length)), {0, protocol}});
}

// The transport checksum over a packet whose field is zero; for SCTP as four bytes on the wire.
Bytes transport_checksum(const Bytes& addresses, std::uint8_t protocol, const Bytes& transport) {
  if (protocol == kSctp) {
    const std::uint32_t crc = reference_crc32c(transport);
    return {static_cast<std::uint8_t>(crc), static_cast<std::uint8_t>(crc >> 8),
            static_cast<std::uint8_t>(crc >> 16), static_cast<std::uint8_t>(crc >> 24)};
  }
  const bool has_pseudo = protocol != kIcmp;
  const unsigned sum = reference_checksum(
      has_pseudo ? join({pseudo_header(addresses, protocol, transport.size()), transport})
                 : transport);
  return be16_bytes(protocol == kUdp && sum == 0 ? 0xffff : sum);
}

Bytes with_checksum(const Bytes& addresses, std::uint8_t protocol, Bytes transport) {
  const std::size_t at = checksum_offset(protocol);
  if (!is_known(protocol) || transport.size() < at + (protocol == kSctp ? 4 : 2)) {
    return transport;
  }
  const Bytes sum = transport_checksum(addresses, protocol, transport);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    transport[at + i] = sum[i];
  }
  return transport;
}

std::string transport_fault(const Bytes& addresses, std::uint8_t protocol, Bytes transport) {
  if (!is_known(protocol)) {
    return "";
  }
  const std::size_t at = checksum_offset(protocol);
  const std::size_t length = protocol == kSctp ? 4 : 2;
  if (transport.size() < at + length) {
    return "";
  }
  const Bytes stored = part(transport, at, length);
  for (std::size_t i = 0; i < length; ++i) {
    transport[at + i] = 0;
  }
  const Bytes right = transport_checksum(addresses, protocol, transport);
  return stored == right ? "" : "transport checksum is " + to_hex(stored) + " not " + to_hex(right);
}

std::string ipv4_fault(const Bytes& packet) {
  const std::size_t header = (packet[0] & 15u) * 4u;
  if (reference_checksum(part(packet, 0, header)) != 0) {
    return "IPv4 header checksum is wrong";
  }
  if ((get16(packet, 6) & 0x3fff) != 0) {
    return "";
  }
  return transport_fault(part(packet, 12, 8), packet[9],
                         part(packet, header, packet.size() - header));
}

}  // namespace

Bytes hex(std::string_view text) {
  Bytes bytes;
  unsigned high = 16;
  for (const char c : text) {
    if (c == ' ') {
      continue;
    }
    if (high == 16) {
      high = nibble(c);
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high << 4 | nibble(c)));
      high = 16;
    }
  }
  return bytes;
}

std::string to_hex(const Bytes& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Bytes join(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& one : parts) {
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

Bytes be16_bytes(unsigned value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Bytes be32_bytes(std::uint32_t value) {
  return join({be16_bytes(value >> 16), be16_bytes(value & 0xffff)});
}

std::uint16_t reference_checksum(const Bytes& bytes) {
  unsigned long sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? bytes[i] * 256ul : bytes[i];
  }
  while (sum > 0xffff) {
    sum = sum % 0x10000 + sum / 0x10000;
  }
  return static_cast<std::uint16_t>(0xffff - sum);
}

std::uint32_t reference_crc32c(const Bytes& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const bool is_set = ((crc ^ (byte >> bit)) & 1) != 0;
      crc = crc / 2 ^ (is_set ? 0x82f63b78u : 0u);
    }
  }
  return ~crc;
}

Bytes tcp(unsigned src_port, unsigned dst_port, std::uint8_t flags, const Bytes& payload) {
  return join({be16_bytes(src_port),
               be16_bytes(dst_port),
               be32_bytes(1),
               be32_bytes(0),
               {0x50, flags},
               be16_bytes(0xffff),
               {0, 0, 0, 0},
               payload});
}

Bytes udp(unsigned src_port, unsigned dst_port, const Bytes& payload) {
  return join({be16_bytes(src_port),
               be16_bytes(dst_port),
               be16_bytes(static_cast<unsigned>(8 + payload.size())),
               {0, 0},
               payload});
}

Bytes sctp(unsigned src_port, unsigned dst_port, const std::vector<std::uint8_t>& chunks,
           unsigned chunk_length) {
  Bytes packet =
      join({be16_bytes(src_port), be16_bytes(dst_port), be32_bytes(0x01020304), {0, 0, 0, 0}});
  for (const std::uint8_t type : chunks) {
    packet = join({packet, {type, 0}, be16_bytes(chunk_length)});
    packet.resize(packet.size() + (chunk_length + 3) / 4 * 4 - 4);
  }
  return packet;
}

Bytes icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, const Bytes& quoted) {
  return join({{type, code, 0, 0}, be32_bytes(rest), quoted});
}

Bytes ipv4(const Ipv4& h, const Bytes& transport) {
  const Bytes addresses = join({be32_bytes(h.src), be32_bytes(h.dst)});
  const bool is_filled =
      (h.fragment & 0x3fff) == 0 && (h.protocol != kUdp || h.udp_checksum == UdpChecksum::Filled);
  const Bytes payload = is_filled ? with_checksum(addresses, h.protocol, transport) : transport;
  const std::size_t header = 20 + h.options.size();
  Bytes packet = join({{static_cast<std::uint8_t>(0x40 | header / 4), h.tos},
                       be16_bytes(static_cast<unsigned>(header + payload.size())),
                       be16_bytes(h.id),
                       be16_bytes(h.fragment),
                       {h.ttl, h.protocol, 0, 0},
                       addresses,
                       h.options});
  set16(packet, 10, reference_checksum(packet));
  return join({packet, payload});
}

Bytes ipv6(const Ipv6& h, const Bytes& transport) {
  const Bytes addresses = join({h.src, h.dst});
  const bool is_filled = h.next_header != kUdp || h.udp_checksum == UdpChecksum::Filled;
  const Bytes payload = is_filled ? with_checksum(addresses, h.next_header, transport) : transport;
  return join({be32_bytes(0x60000000u | static_cast<std::uint32_t>(h.traffic_class) << 20),
               be16_bytes(static_cast<unsigned>(payload.size())),
               {h.next_header, h.hop_limit},
               addresses,
               payload});
}

Bytes ethernet(const Bytes& packet, int vlan_tci) {
  const Bytes tag =
      vlan_tci < 0 ? Bytes{} : join({{0x81, 0x00}, be16_bytes(static_cast<unsigned>(vlan_tci))});
  const Bytes type = packet.at(0) >> 4 == 6 ? Bytes{0x86, 0xdd} : Bytes{0x08, 0x00};
  return join({hex("020000000002 020000000001"), tag, type, packet});
}

Bytes l3_of(const Bytes& frame) {
  const std::size_t l3 = get16(frame, 12) == 0x8100 ? 18 : 14;
  const std::size_t length = frame[l3] >> 4 == 4 ? get16(frame, l3 + 2) : 40 + get16(frame, l3 + 4);
  return part(frame, l3, length);
}

std::string checksum_fault(const Bytes& packet) {
  return packet[0] >> 4 == 4 ? ipv4_fault(packet)
                             : transport_fault(part(packet, 8, 32), packet[6],
                                               part(packet, 40, packet.size() - 40));
}

}  // namespace nicvs::test
