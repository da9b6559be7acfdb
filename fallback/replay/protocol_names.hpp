// SPDX-License-Identifier: Apache-2.0
// The numbers of layers: EtherTypes, IP protocols and SCTP chunk types with the words of the text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace nicvs::replay {

struct NamedNumber {
  std::string_view name;
  unsigned number;
};

constexpr unsigned kEtherIpv4 = 0x0800;
constexpr unsigned kEtherIpv6 = 0x86dd;
constexpr unsigned kEtherVlan = 0x8100;

constexpr std::array<NamedNumber, 3> kEtherTypes = {
    {{"ip", kEtherIpv4}, {"ip6", kEtherIpv6}, {"vlan", kEtherVlan}}};

// IANA's port of GUE: datagrams for it are shown with what is inside.
constexpr unsigned kGuePort = 6080;

// IANA protocol numbers by the layer that follows.
constexpr std::array<NamedNumber, 12> kIpProtocols = {{{"hopopt", 0},
                                                       {"icmp", 1},
                                                       {"ip", 4},
                                                       {"tcp", 6},
                                                       {"udp", 17},
                                                       {"ip6", 41},
                                                       {"routing", 43},
                                                       {"frag", 44},
                                                       {"gre", 47},
                                                       {"icmp6", 58},
                                                       {"dstopt", 60},
                                                       {"sctp", 132}}};

// RFC 9260 section 3.2.
constexpr std::array<NamedNumber, 15> kChunks = {{{"DATA", 0},
                                                  {"INIT", 1},
                                                  {"INIT-ACK", 2},
                                                  {"SACK", 3},
                                                  {"HEARTBEAT", 4},
                                                  {"HEARTBEAT-ACK", 5},
                                                  {"ABORT", 6},
                                                  {"SHUTDOWN", 7},
                                                  {"SHUTDOWN-ACK", 8},
                                                  {"ERROR", 9},
                                                  {"COOKIE-ECHO", 10},
                                                  {"COOKIE-ACK", 11},
                                                  {"ECNE", 12},
                                                  {"CWR", 13},
                                                  {"SHUTDOWN-COMPLETE", 14}}};

template <std::size_t N>
constexpr std::optional<unsigned> number_of(const std::array<NamedNumber, N>& table,
                                            std::string_view name) {
  for (const NamedNumber& row : table) {
    if (row.name == name) return row.number;
  }
  return std::nullopt;
}

template <std::size_t N>
constexpr std::string_view name_of(const std::array<NamedNumber, N>& table, unsigned number) {
  for (const NamedNumber& row : table) {
    if (row.number == number) return row.name;
  }
  return {};
}

// The payload of "bytes N": a pattern in which a shifted or torn piece shows.
constexpr std::uint8_t pattern_byte(std::size_t i) {
  return static_cast<std::uint8_t>(i % 251 + 1);
}

// Bits of the TCP flags by letter, FIN first (RFC 9293 3.1).
constexpr std::string_view kTcpFlags = "FSRPAUEC";

}  // namespace nicvs::replay
