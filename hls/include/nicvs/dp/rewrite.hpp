// SPDX-License-Identifier: Apache-2.0
// What changes in a forwarded frame: a list of absolute new values, never a whole packet.
//
//   EditList e{};
//   edit_nat(parsed, NatEnd::Destination, dest, dest_port, hop, e);
//
// The edit_* functions fill a list that was all zero; filling in place spares the CPU copies.
// Whoever applies the list (a beat shifter, or fallback/edit) writes the fields whose bits are set,
// puts the outer header in front of the IP header, and computes what needs the whole datagram
// (Fixup). Checksums are updated from their old values (RFC 1624).
#pragma once

#include <cstdint>

#include "nicvs/dp/checksum.hpp"
#include "nicvs/dp/headers.hpp"
#include "nicvs/dp/outer_header.hpp"
#include "nicvs/dp/parse.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

namespace edit {  // bits of EditList::fields
constexpr std::uint16_t kMacs = 0x01;
constexpr std::uint16_t kTtl = 0x02;
constexpr std::uint16_t kIpChecksum = 0x04;
constexpr std::uint16_t kSrcAddress = 0x08;
constexpr std::uint16_t kDstAddress = 0x10;
constexpr std::uint16_t kSrcPort = 0x20;
constexpr std::uint16_t kDstPort = 0x40;
constexpr std::uint16_t kL4Checksum = 0x80;
}  // namespace edit

// What has to be computed over the whole datagram after the edits.
enum class Fixup : std::uint8_t { None = 0, UdpChecksum = 1, SctpCrc32c = 2 };

// Where a frame goes next. MTU in bytes of layer 3. A local hop is the director's own stack: MACs
// and TTL stay.
struct NextHop {
  Mac src;
  Mac dst;
  std::uint32_t mtu;
  bool is_local;
};

// Offsets are those of the frame before an outer header is put in front of l3_offset.
struct EditList {
  std::uint16_t fields;  // edit
  Family family;         // of the (inner) packet
  Fixup fixup;
  std::uint8_t ttl;
  std::uint8_t l3_offset;
  std::uint16_t l4_offset;
  std::uint16_t l4_checksum_offset;
  std::uint32_t packet_end;  // offset behind the IP packet; padding from there on is cut off
  std::uint16_t ip_checksum;
  std::uint16_t l4_checksum;
  std::uint16_t port;  // the new source or destination port, as fields says
  Mac src_mac;
  Mac dst_mac;
  Address address;  // the new source or destination address, as fields says
  OuterHeader outer;
};

enum class NatEnd : std::uint8_t { Source = 0, Destination = 1 };

// What forwarding needs to know of a conn.
struct ConnView {
  ForwardMethod method;
  std::uint16_t virtual_port;
  std::uint16_t dest_port;
  Address virtual_address;
  Address dest;
};

// The list that every forwarded frame gets: MACs, and the TTL one less. p.ttl is at least 2 unless
// the hop is local.
constexpr void edit_forward(const Parsed& p, const NextHop& hop, EditList& e) {
  e.family = p.key.family;
  e.l3_offset = p.l3_offset;
  e.l4_offset = p.l4_offset;
  e.packet_end = p.l3_offset + p.ip_length;
  e.ip_checksum = p.ip_checksum;
  e.ttl = p.ttl;
  if (hop.is_local) {
    return;
  }
  e.fields = edit::kMacs | edit::kTtl;
  e.src_mac = hop.src;
  e.dst_mac = hop.dst;
  e.ttl = static_cast<std::uint8_t>(p.ttl - 1u);
  if (p.key.family == Family::Ipv4) {
    e.fields |= edit::kIpChecksum;
    e.ip_checksum =
        checksum_update(p.ip_checksum, checksum_delta16(static_cast<std::uint16_t>(p.ttl << 8),
                                                        static_cast<std::uint16_t>(e.ttl << 8)));
  }
}

// Only these carry ports that NAT rewrites; later fragments carry none.
constexpr bool has_ports(const Parsed& p) {
  return p.fragment != Fragment::Later &&
         (p.key.protocol == Protocol::Tcp || p.key.protocol == Protocol::Udp ||
          p.key.protocol == Protocol::Sctp);
}

// The transport checksum after an address and a port changed by `delta`.
constexpr void edit_l4_checksum(const Parsed& p, std::uint32_t delta, bool port_changes,
                                EditList& e) {
  const std::uint16_t updated = checksum_update(p.l4_checksum, delta);
  if (p.key.protocol == Protocol::Tcp) {
    e.fields |= edit::kL4Checksum;
    e.l4_checksum_offset = static_cast<std::uint16_t>(p.l4_offset + tcp::kChecksum);
    e.l4_checksum = updated;
  } else if (p.key.protocol == Protocol::Udp) {
    e.l4_checksum_offset = static_cast<std::uint16_t>(p.l4_offset + udp::kChecksum);
    if (p.l4_checksum == 0) {
      e.fixup = Fixup::UdpChecksum;  // IPVS never lets a NAT datagram leave without a checksum
    } else {
      e.fields |= edit::kL4Checksum;
      e.l4_checksum = udp_checksum(updated);
    }
  } else {
    e.l4_checksum_offset = static_cast<std::uint16_t>(p.l4_offset + sctp::kChecksum);
    e.fixup = port_changes ? Fixup::SctpCrc32c : Fixup::None;
  }
}

// NAT: a new destination on the way to the dest, a new source on the way to the client. The address
// is of the packet's family; without ports `port` is ignored. Not for ICMP, where the packet inside
// changes too: that is software's.
constexpr void edit_nat(const Parsed& p, NatEnd end, const Address& address, std::uint16_t port,
                        const NextHop& hop, EditList& e) {
  edit_forward(p, hop, e);
  const bool is_src = end == NatEnd::Source;
  const std::uint16_t old_port = is_src ? p.key.src_port : p.key.dst_port;
  const std::uint32_t address_delta =
      checksum_delta(p.key.family, is_src ? p.key.src : p.key.dst, address);
  e.address = address;
  e.fields |= is_src ? edit::kSrcAddress : edit::kDstAddress;
  if (p.key.family == Family::Ipv4) {
    e.fields |= edit::kIpChecksum;
    e.ip_checksum = checksum_update(e.ip_checksum, address_delta);
  }
  if (has_ports(p)) {
    e.port = port;
    e.fields |= is_src ? edit::kSrcPort : edit::kDstPort;
    edit_l4_checksum(p, address_delta + checksum_delta16(old_port, port), old_port != port, e);
  }
}

// TUN: the packet with its TTL one less behind headers of its own. DF is copied from an inner IPv4
// packet if pmtu_disc is on; the id is 0 with DF and Tunnel::id without.
constexpr void edit_tunnel(const Parsed& p, const Tunnel& tunnel, const NextHop& hop, EditList& e) {
  edit_forward(p, hop, e);
  e.outer.kind = tunnel.family == Family::Ipv4 ? Outer::Ipv4 : Outer::Ipv6;
  e.outer.src = tunnel.src;
  e.outer.dst = tunnel.dst;
  e.outer.type = tunnel.type;
  e.outer.tunnel_checksum = tunnel.checksum;
  e.outer.src_port = tunnel.src_port;
  e.outer.dst_port = tunnel.dst_port;
  e.outer.inner = p.key.family == Family::Ipv4 ? Protocol::IpIp : Protocol::Ipv6;
  e.outer.tos = outer_tos(p.tos);
  e.outer.ttl = e.ttl;
  e.outer.length = p.ip_length + tunnel_overhead(tunnel);
  e.outer.dont_fragment = tunnel.pmtu_discovery == PmtuDiscovery::On && p.dont_fragment;
  e.outer.id = e.outer.dont_fragment ? std::uint16_t{0} : tunnel.id;
  e.outer.checksum = outer_checksum(e.outer);
}

}  // namespace dp
}  // namespace nicvs
