// SPDX-License-Identifier: Apache-2.0
// Names as the listings show them (the kernel's /proc/net/ip_vs_conn and ipvsadm -Lc).
#pragma once

#include <cstdint>

#include "nicvs/dp/sctp_states.hpp"
#include "nicvs/dp/tcp_states.hpp"
#include "nicvs/dp/types.hpp"

namespace nicvs {
namespace dp {

constexpr const char* kTcpStateName[kTcpStates] = {
    "NONE",  "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT", "TIME_WAIT",
    "CLOSE", "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "SYNACK"};

constexpr const char* kSctpStateName[kSctpStates] = {
    "NONE",     "INIT1",       "INIT",   "C-SENT",     "C-REPLIED",  "C-WAIT",   "COOKIE",
    "C-ECHOED", "ESTABLISHED", "S-SENT", "S-RECEIVED", "S-ACK-SENT", "REJECTED", "CLOSED"};

// The state of a template: bit 0 is set once a conn of it has proven itself.
constexpr std::uint8_t kTemplateAssured = 1;

// The state of a conn, not of a template. "ERR!" for a state the protocol does not have.
constexpr const char* conn_state_name(Protocol protocol, std::uint8_t state) {
  return protocol == Protocol::Tcp    ? (state < kTcpStates ? kTcpStateName[state] : "ERR!")
         : protocol == Protocol::Sctp ? (state < kSctpStates ? kSctpStateName[state] : "ERR!")
         : protocol == Protocol::Udp  ? (state == 0 ? "UDP" : "ERR!")
                                      : "NONE";
}

// "ERR!" for a state that only another director can have told of.
constexpr const char* template_state_name(std::uint8_t state) {
  return state == 0 ? "NONE" : state == kTemplateAssured ? "ASSURED" : "ERR!";
}

// "" for a protocol without a name.
constexpr const char* protocol_name(Protocol protocol) {
  return protocol == Protocol::Tcp      ? "TCP"
         : protocol == Protocol::Udp    ? "UDP"
         : protocol == Protocol::Sctp   ? "SCTP"
         : protocol == Protocol::Ip     ? "IP"
         : protocol == Protocol::Icmp   ? "ICMP"
         : protocol == Protocol::Icmpv6 ? "ICMPv6"
         : protocol == Protocol::Ah     ? "AH"
         : protocol == Protocol::Esp    ? "ESP"
                                        : "";
}

}  // namespace dp
}  // namespace nicvs
