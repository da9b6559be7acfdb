// SPDX-License-Identifier: Apache-2.0
// What the packet path knows of a packet before it decides.
//
// The path is one text, compiled twice. For AnyPacket it is what it says. For PlainTcp, the common
// packet, the first bytes are known, so the compiler folds the kernels' checks of them away and a
// straight line is left. Neither holds a decision of its own.
#pragma once

#include <cstdint>

#include "fallback/edit/frame_window.hpp"
#include "fallback/engine/packet.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

struct AnyPacket {
  static constexpr bool kKnowsDest = false;
  static const dp::Parsed& of(const dp::Parsed& parsed) { return parsed; }
  static dp::FlowKey lookup_key(const dp::Parsed& p) { return soft::lookup_key(p.key); }
  static const Assembly* assembly(const Packet& packet) { return packet.assembly; }
  static Protocol protocol_of(const Conn& conn) { return conn.protocol; }
  static ConnAddresses addresses(const ConnTable& table, ConnIndex index) {
    return table.addresses(index);
  }
  static dp::Family dest_family(const Conn& conn) { return conn.dest_family; }
};

// TCP in IPv4 without options, fragments or a VLAN tag, and nothing is wrong with it. The frame
// came as it is.
struct PlainTcp {
  static constexpr bool kKnowsDest = false;
  static constexpr unsigned kL3 = dp::ethernet::kLength;
  static constexpr unsigned kL4 = kL3 + dp::ipv4::kMinLength;
  static constexpr unsigned kMinLength = kL4 + dp::tcp::kMinLength;

  // A frame that fits() as the kernels see it.
  struct Window {
    const std::uint8_t* data;
    unsigned length;
    unsigned size() const { return length < kMinLength ? kMinLength : length; }
    unsigned frame_size() const { return length; }
    std::uint8_t byte(unsigned at) const {
      switch (at) {
        case dp::ethernet::kType:
          return dp::ethernet::kIpv4 >> 8;
        case dp::ethernet::kType + 1:
          return dp::ethernet::kIpv4 & 0xff;
        case kL3:
          return dp::ipv4::kVersionAndMinLength;
        case kL3 + dp::ipv4::kProtocol:
          return static_cast<std::uint8_t>(dp::Protocol::Tcp);
        default:
          return data[at];
      }
    }
    friend std::uint16_t be16(const Window& w, unsigned at) {
      return at == dp::ethernet::kType ? dp::ethernet::kIpv4 : load_be<std::uint16_t>(w.data + at);
    }
    friend std::uint32_t be32(const Window& w, unsigned at) {
      return load_be<std::uint32_t>(w.data + at);
    }
  };

  static bool fits(const FrameWindow& w) {
    return w.size() >= kMinLength && be16(w, dp::ethernet::kType) == dp::ethernet::kIpv4 &&
           w.byte(kL3) == dp::ipv4::kVersionAndMinLength &&
           w.byte(kL3 + dp::ipv4::kProtocol) == static_cast<std::uint8_t>(dp::Protocol::Tcp) &&
           (be16(w, kL3 + dp::ipv4::kFragment) &
            (dp::ipv4::kMoreFragments | dp::ipv4::kFragmentOffset)) == 0;
  }

  // The same Parsed with what is known as constants: field by field, for a copy of the whole would
  // have to be in memory.
  static dp::Parsed of(const dp::Parsed& parsed) {
    dp::Parsed p{};
    p.key.src = dp::ipv4_address(parsed.key.src.word[0]);
    p.key.dst = dp::ipv4_address(parsed.key.dst.word[0]);
    p.key.src_port = parsed.key.src_port;
    p.key.dst_port = parsed.key.dst_port;
    p.key.protocol = dp::Protocol::Tcp;
    p.key.family = dp::Family::Ipv4;
    p.is_l2_group = parsed.is_l2_group;
    p.dont_fragment = parsed.dont_fragment;
    p.l3_offset = kL3;
    p.l3_length = dp::ipv4::kMinLength;
    p.tos = parsed.tos;
    p.ttl = parsed.ttl;
    p.l4_length = parsed.l4_length;
    p.tcp_flags = parsed.tcp_flags;
    p.l4_offset = kL4;
    p.ip_checksum = parsed.ip_checksum;
    p.l4_checksum = parsed.l4_checksum;
    p.ip_length = parsed.ip_length;
    return p;
  }
  static const dp::FlowKey& lookup_key(const dp::Parsed& p) { return p.key; }
  static const Assembly* assembly(const Packet& /*packet*/) { return nullptr; }
};

// Such a packet of a conn in which nobody changes packets, and whose dest has an IPv4 address, is
// in service, and is reached by the way in its DestLine.
struct PlainConn : PlainTcp {
  static constexpr bool kKnowsDest = true;

  // What the conn must be, but for the way.
  static bool fits(const Conn& conn) {
    return conn.dest_family == dp::Family::Ipv4 && (conn.flags & own_flag::kIsFtp) == 0 &&
           conn.dest_index != kNoDest;
  }
  static Protocol protocol_of(const Conn& /*conn*/) { return Protocol::Tcp; }
  static ConnAddresses addresses(const ConnTable& table, ConnIndex index) {
    return ConnTable::ipv4_addresses(table.conn(index));
  }
  static dp::Family dest_family(const Conn& /*conn*/) { return Family::Ipv4; }
};

}  // namespace nicvs::soft
