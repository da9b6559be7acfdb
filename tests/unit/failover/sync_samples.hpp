// SPDX-License-Identifier: Apache-2.0
// Conns and datagrams that the sync tests share.
#pragma once

#include <string>

#include "host/failover/sync_message.hpp"
#include "nicvs/dp/conn_flags.hpp"

namespace nicvs::test {

inline failover::Datagram bytes_of(const std::string& hex) {
  failover::Datagram bytes;
  std::string digits;
  for (const char c : hex) {
    if (c != ' ') digits += c;
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

// The established NAT conn of the kernel's example, timeout 900 s.
inline SyncedConn nat_conn() {
  SyncedConn conn;
  conn.state = 1;
  conn.client_port = 40000;
  conn.virtual_port = 80;
  conn.dest_port = 8080;
  conn.timeout_s = 900;
  conn.client = dp::ipv4_address(0xc0000201);
  conn.virtual_address = dp::ipv4_address(0x0a000001);
  conn.dest = dp::ipv4_address(0xc0a80102);
  return conn;
}

inline SyncedConn ipv6_conn() {
  SyncedConn conn = nat_conn();
  conn.family = Family::Ipv6;
  conn.client = {{{0x20010db8, 1, 2, 3}}};
  conn.virtual_address = {{{0x20010db8, 4, 5, 6}}};
  conn.dest = {{{0x20010db8, 7, 8, 9}}};
  return conn;
}

inline SyncedConn with_sequences(SyncedConn conn) {
  conn.flags |= dp::conn_flag::kInSeq;
  conn.sequences = {{1, 2, 3}, {4, 5, 6}};
  return conn;
}

// A template of the persistence engine sip.
inline SyncedConn call(const std::string& call_id) {
  SyncedConn conn = nat_conn();
  conn.protocol = Protocol::Udp;
  conn.state = 0;
  conn.flags = dp::conn_flag::kTemplate | dp::conn_flag::kInactive;
  conn.engine_data = SyncedEngineData(call_id);
  return conn;
}

// Version 1, sync id 5.
inline const std::string kNatDatagram =
    "0005002c 01010000 00060024 00000000 00019c40 00501f90 00000000 00000384 c0000201 0a000001 "
    "c0a80102";

}  // namespace nicvs::test
