// SPDX-License-Identifier: Apache-2.0
// Services, dests, conns and their statistics as the control plane sees them.
//
// Field meanings and limits are those of linux/ip_vs.h; see DataPlane for who checks them.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "nicvs/ip_address.hpp"

namespace nicvs {

// Either an address, port and protocol, or a fwmark (> 0); the unused part is zero and the protocol
// of a fwmark service is Tcp, as in the kernel's netlink messages.
struct ServiceKey {
  Family family = Family::Ipv4;
  Protocol protocol = Protocol::Tcp;
  IpAddress address;
  std::uint16_t port = 0;
  std::uint32_t fwmark = 0;

  bool is_fwmark() const { return fwmark != 0; }
  // "10.0.0.1:80/tcp", "fwmark 7", "fwmark 7/ipv6".
  std::string to_string() const;
  friend bool operator==(const ServiceKey&, const ServiceKey&) = default;
};

namespace service_flag {  // IP_VS_SVC_F_*
constexpr std::uint32_t kPersistent = 0x0001;
constexpr std::uint32_t kHashed = 0x0002;
constexpr std::uint32_t kOnePacket = 0x0004;
constexpr std::uint32_t kSched1 = 0x0008;  // sh-fallback, mh-fallback
constexpr std::uint32_t kSched2 = 0x0010;  // sh-port, mh-port
constexpr std::uint32_t kSched3 = 0x0020;
}  // namespace service_flag

struct ServiceSpec {
  ServiceKey key;
  std::string scheduler = "wlc";          // at most 15 bytes; "none" never schedules
  std::uint32_t flags = 0;                // service_flag
  std::uint32_t persistence_timeout = 0;  // seconds, meaningful with kPersistent
  // Bits of the client address that count. IPv4: mask in host order, may be non-contiguous;
  // IPv6: prefix length 1..128.
  std::uint32_t persistence_mask = 0xffffffff;
  std::string persistence_engine;  // "" or "sip"
  friend bool operator==(const ServiceSpec&, const ServiceSpec&) = default;
};

struct DestKey {
  IpAddress address;
  std::uint16_t port = 0;
  std::string to_string() const { return address.to_string_with_port(port); }
  friend bool operator==(const DestKey&, const DestKey&) = default;
};

namespace tunnel_flag {  // IP_VS_TUNNEL_ENCAP_FLAG_*
constexpr std::uint16_t kNoChecksum = 0x0000;
constexpr std::uint16_t kChecksum = 0x0001;
constexpr std::uint16_t kRemoteChecksum = 0x0002;
}  // namespace tunnel_flag

struct DestSpec {
  DestKey key;
  ForwardMethod method = ForwardMethod::Dr;
  std::int32_t weight = 1;            // 0 = quiesced; < 0 is refused with ERANGE
  std::uint32_t upper_threshold = 0;  // conns, 0 = none
  std::uint32_t lower_threshold = 0;
  TunnelType tunnel_type = TunnelType::IpIp;
  std::uint16_t tunnel_port = 0;
  std::uint16_t tunnel_flags = 0;  // tunnel_flag
  friend bool operator==(const DestSpec&, const DestSpec&) = default;
};

struct Counters {
  std::uint64_t conns = 0;
  std::uint64_t in_packets = 0;
  std::uint64_t out_packets = 0;
  std::uint64_t in_bytes = 0;  // layer 3, before encapsulation
  std::uint64_t out_bytes = 0;
};

struct Rates {  // per second, as IPVS's 2-second estimator shows them
  std::uint64_t conns = 0;
  std::uint64_t in_packets = 0;
  std::uint64_t out_packets = 0;
  std::uint64_t in_bytes = 0;
  std::uint64_t out_bytes = 0;
};

struct Statistics {
  Counters counters;
  Rates rates;
};

struct ServiceInfo {
  ServiceSpec spec;
  std::uint32_t dest_count = 0;
  Statistics statistics;
};

struct DestInfo {
  DestSpec spec;
  std::uint32_t active_conns = 0;
  std::uint32_t inactive_conns = 0;
  std::uint32_t persistent_conns = 0;  // templates
  Statistics statistics;
};

// What the kernel can count: INT_MAX ticks of 4 ms (Debian's HZ of 250).
constexpr std::uint32_t kMaxTimeout_s = 0x7fffffff / 250;

struct Timeouts {  // seconds; 0 in set_timeouts keeps the present value
  std::uint32_t tcp = 900;
  std::uint32_t tcp_fin = 120;
  std::uint32_t udp = 300;
  friend bool operator==(const Timeouts&, const Timeouts&) = default;
};

// One row of the conn listing.
struct ConnInfo {
  Family family = Family::Ipv4;
  Protocol protocol = Protocol::Tcp;  // Ip for templates of fwmark services
  IpAddress client;
  std::uint16_t client_port = 0;  // 0 for templates
  IpAddress virtual_address;      // a fwmark template shows 0.0.0.<mark>
  std::uint16_t virtual_port = 0;
  IpAddress dest;
  std::uint16_t dest_port = 0;
  std::string state;               // "ESTABLISHED", "NONE", ...
  std::uint32_t expires_in_s = 0;  // seconds left, as the kernel shows it
  ForwardMethod method = ForwardMethod::Nat;
  std::uint32_t flags = 0;  // IP_VS_CONN_F_*
  std::string engine_name;  // persistence engine, or empty
  std::string engine_data;
};

// A rule of the classifier: frames that match get the mark. The first match wins.
struct MarkRule {
  Protocol protocol = Protocol::Ip;  // Ip = any
  IpPrefix dst;
  std::uint16_t first_port = 0;  // destination ports; 0..65535 = any
  std::uint16_t last_port = 65535;
  std::uint32_t mark = 0;
  friend bool operator==(const MarkRule&, const MarkRule&) = default;
};

}  // namespace nicvs
