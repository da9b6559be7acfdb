// SPDX-License-Identifier: Apache-2.0
// Entries of the card's tables, as table_command carries them.
//
//   const card::NextHopEntry hop{.dst_mac = dst, .src_mac = src, .mtu = 1500, .is_present = true};
//   const auto bytes = card::encode(hop);
// Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit.
#pragma once

#include <array>
#include <cstdint>
#include <tuple>

#include "nicvs/card/bit_fields.hpp"
#include "nicvs/dp/schedule.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs::card {

// The protocols whose conns the card holds. Zeroed memory is free.
enum class ProtocolCode : std::uint8_t {
  Free = 0,  // The entry is not in use.
  Tcp = 1,   // TCP.
  Udp = 2,   // UDP.
  Sctp = 3,  // SCTP.
};
// Whether a number from outside is one of them.
constexpr bool is_known(ProtocolCode value) {
  switch (value) {
    case ProtocolCode::Free:
    case ProtocolCode::Tcp:
    case ProtocolCode::Udp:
    case ProtocolCode::Sctp:
      return true;
  }
  return false;
}

// Who sends frames with this key.
enum class ConnSide : std::uint8_t {
  Client = 0,  // The client.
  Dest = 1,    // The dest, by NAT.
};
// Whether a number from outside is one of them.
constexpr bool is_known(ConnSide value) {
  switch (value) {
    case ConnSide::Client:
    case ConnSide::Dest:
      return true;
  }
  return false;
}

// How the card chooses a dest for a new conn of a service.
enum class CardScheduling : std::uint8_t {
  Host = 0,        // It does not: the frame is passed to the host.
  Rotation = 1,    // The service's scheduling slots in turn (rr, wrr).
  DestHash = 2,    // The slot that kernel hash_slots names as dh.
  SourceHash = 3,  // The slot that kernel hash_slots names as sh.
  Maglev = 4,      // The slot that kernel hash_slots names as mh.
  Scan = 5,        // The best of the service's dests by scan_rule (lc, wlc, sed, nq, fo, ovf).
};
// Whether a number from outside is one of them.
constexpr bool is_known(CardScheduling value) {
  switch (value) {
    case CardScheduling::Host:
    case CardScheduling::Rotation:
    case CardScheduling::DestHash:
    case CardScheduling::SourceHash:
    case CardScheduling::Maglev:
    case CardScheduling::Scan:
      return true;
  }
  return false;
}

// A service by address, port and protocol. Its slot lies in the bucket of four that the low bits of
// flow_hash_ipv4 of {0, address, 0, port, protocol} name; the slot is also the index of its
// counters.
struct ServiceEntry {
  static constexpr const char* kName = "service_entry";
  static constexpr unsigned kBits = 144;

  std::uint32_t address{};      // The virtual address.
  std::uint16_t port{};         // The virtual port.
  ProtocolCode protocol{};      // FREE: no service.
  CardScheduling scheduling{};  // Who chooses dests, and how.
  dp::ScanRule scan_rule{};     // For SCAN.
  bool hash_ports{};            // 1: hashes take the client's port in (sh-port, mh-port).
  bool one_packet{};            // 1: no conn is stored (--ops).
  std::uint16_t sched_base{};   // The first of its scheduling slots. [scheduling slots]
  std::uint16_t
      sched_count{};  // How many; dh and sh want 256, mh the size of its table. [scheduling slots]
  std::uint16_t
      dest_base{};  // The first of its dests, which lie in the order of the scan. [dests], 14 bits
  std::uint16_t dest_count{};  // How many. [dests], 14 bits
  std::uint16_t
      client_next_hop{};       // Where replies of conns that the card schedules leave to., 12 bits
  bool has_client_next_hop{};  // 0: NAT conns of this service are scheduled by the host.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"address", 0, 32}, self.address);
    visit(BitField{"port", 32, 16}, self.port);
    visit(BitField{"protocol", 48, 2}, self.protocol);
    visit(BitField{"scheduling", 50, 3}, self.scheduling);
    visit(BitField{"scan_rule", 53, 3}, self.scan_rule);
    visit(BitField{"hash_ports", 56, 1}, self.hash_ports);
    visit(BitField{"one_packet", 57, 1}, self.one_packet);
    visit(BitField{"sched_base", 58, 16}, self.sched_base);
    visit(BitField{"sched_count", 74, 16}, self.sched_count);
    visit(BitField{"dest_base", 90, 14}, self.dest_base);
    visit(BitField{"dest_count", 104, 14}, self.dest_count);
    visit(BitField{"client_next_hop", 118, 12}, self.client_next_hop);
    visit(BitField{"has_client_next_hop", 130, 1}, self.has_client_next_hop);
  }
  bool operator==(const ServiceEntry&) const = default;
};

// A dest of one service.
struct DestEntry {
  static constexpr const char* kName = "dest_entry";
  static constexpr unsigned kBits = 96;

  std::uint32_t address{};     // The real server's address.
  std::uint16_t port{};        // The real server's port.
  dp::ForwardMethod method{};  // Of new conns; NAT, DR or TUN by IPIP.
  std::uint16_t weight{};      // The scheduler's weight.
  bool is_present{};           // 0: the slot is free.
  bool is_usable{};            // 0: no new conns.
  std::uint16_t next_hop{};    // Where requests leave to., 12 bits
  std::uint16_t
      service{};  // The slot of its service, which has the address that replies get., 12 bits

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"address", 0, 32}, self.address);
    visit(BitField{"port", 32, 16}, self.port);
    visit(BitField{"method", 48, 3}, self.method);
    visit(BitField{"weight", 51, 16}, self.weight);
    visit(BitField{"is_present", 67, 1}, self.is_present);
    visit(BitField{"is_usable", 68, 1}, self.is_usable);
    visit(BitField{"next_hop", 69, 12}, self.next_hop);
    visit(BitField{"service", 81, 12}, self.service);
  }
  bool operator==(const DestEntry&) const = default;
};

// Where frames leave to.
struct NextHopEntry {
  static constexpr const char* kName = "next_hop_entry";
  static constexpr unsigned kBits = 160;

  std::array<std::uint8_t, 6> dst_mac{};  // MAC address of the neighbour.
  std::array<std::uint8_t, 6> src_mac{};  // MAC address of the port.
  std::uint16_t mtu{};                    // Of layer 3. [bytes]
  std::uint32_t tunnel_src{};             // Source address of tunnelled packets on this way.
  std::uint8_t port{};                    // The MAC port., 2 bits
  bool is_present{};                      // 0: not known; the frame is passed to the host.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"dst_mac", 0, 48}, self.dst_mac);
    visit(BitField{"src_mac", 48, 48}, self.src_mac);
    visit(BitField{"mtu", 96, 16}, self.mtu);
    visit(BitField{"tunnel_src", 112, 32}, self.tunnel_src);
    visit(BitField{"port", 144, 2}, self.port);
    visit(BitField{"is_present", 146, 1}, self.is_present);
  }
  bool operator==(const NextHopEntry&) const = default;
};

// A scheduling slot, filled by the host as the scheduler demands.
struct SchedSlotEntry {
  static constexpr const char* kName = "sched_slot_entry";
  static constexpr unsigned kBits = 16;

  std::uint16_t dest{};  // The dest., 14 bits
  bool is_present{};     // 0: no dest; the frame is passed to the host.

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"dest", 0, 14}, self.dest);
    visit(BitField{"is_present", 14, 1}, self.is_present);
  }
  bool operator==(const SchedSlotEntry&) const = default;
};

// The timeout of a dp::TimeoutClass.
struct TimeoutEntry {
  static constexpr const char* kName = "timeout_entry";
  static constexpr unsigned kBits = 16;

  std::uint16_t ticks{};  // A conn that was idle for longer expires. [AGE_TICK]

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"ticks", 0, 16}, self.ticks);
  }
  bool operator==(const TimeoutEntry&) const = default;
};

// One key of a conn: every conn has that of its client's frames, and by NAT also that of its
// dest's. 4 banks of 4-way buckets; flow_hash_ipv4 of the key names the bucket of each bank. The
// client's key and its conn_state have the same slot.
struct ConnEntry {
  static constexpr const char* kName = "conn_entry";
  static constexpr unsigned kBits = 144;

  std::uint32_t src{};        // Source address of frames with this key.
  std::uint32_t dst{};        // Destination address.
  std::uint16_t src_port{};   // Source port.
  std::uint16_t dst_port{};   // Destination port.
  ProtocolCode protocol{};    // FREE: no key.
  ConnSide side{};            // Whose frames these are.
  std::uint8_t generation{};  // Differs from that of the conn_state if this key is a dest's and its
                              // conn is gone., 6 bits
  std::uint32_t conn{};       // The slot of its conn_state., 24 bits

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"src", 0, 32}, self.src);
    visit(BitField{"dst", 32, 32}, self.dst);
    visit(BitField{"src_port", 64, 16}, self.src_port);
    visit(BitField{"dst_port", 80, 16}, self.dst_port);
    visit(BitField{"protocol", 96, 2}, self.protocol);
    visit(BitField{"side", 98, 1}, self.side);
    visit(BitField{"generation", 99, 6}, self.generation);
    visit(BitField{"conn", 105, 24}, self.conn);
  }
  bool operator==(const ConnEntry&) const = default;
};

// What a conn is besides its keys; in the slot of its client's key.
struct ConnState {
  static constexpr const char* kName = "conn_state";
  static constexpr unsigned kBits = 72;

  bool is_present{};               // 0: no conn.
  std::uint8_t generation{};       // Counts the conns that had this slot, modulo 64., 6 bits
  std::uint8_t state{};            // The state, of the protocol's enum in dp., 4 bits
  bool no_output{};                // dp::conn_flag::kNoOutput.
  bool inactive{};                 // dp::conn_flag::kInactive.
  dp::ForwardMethod method{};      // As its dest had it when the conn was made.
  std::uint16_t dest{};            // Its dest., 14 bits
  std::uint16_t reply_next_hop{};  // Where frames of the dest leave to., 12 bits
  std::uint16_t last_seen{};       // When the last packet came, modulo 65536. [AGE_TICK]
  std::uint16_t packets{};         // From the client, modulo 16384. [packets], 14 bits

  // Calls visit(BitField, member) for every field, from bit 0 up.
  template <class Self, class Visit>
  static constexpr void each_field(Self& self, Visit&& visit) {
    visit(BitField{"is_present", 0, 1}, self.is_present);
    visit(BitField{"generation", 1, 6}, self.generation);
    visit(BitField{"state", 7, 4}, self.state);
    visit(BitField{"no_output", 11, 1}, self.no_output);
    visit(BitField{"inactive", 12, 1}, self.inactive);
    visit(BitField{"method", 13, 3}, self.method);
    visit(BitField{"dest", 16, 14}, self.dest);
    visit(BitField{"reply_next_hop", 30, 12}, self.reply_next_hop);
    visit(BitField{"last_seen", 42, 16}, self.last_seen);
    visit(BitField{"packets", 58, 14}, self.packets);
  }
  bool operator==(const ConnState&) const = default;
};

// All of them, in the map's order.
using TableLayouts = std::tuple<ServiceEntry, DestEntry, NextHopEntry, SchedSlotEntry, TimeoutEntry,
                                ConnEntry, ConnState>;

}  // namespace nicvs::card
