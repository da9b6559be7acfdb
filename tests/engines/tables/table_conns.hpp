// SPDX-License-Identifier: Apache-2.0
// Conns for tests of the table: a request key, a method and a dest.
#pragma once

#include "fallback/tables/conn_table.hpp"

namespace nicvs::test {

struct TableConn {
  dp::FlowKey request;
  dp::ForwardMethod method = dp::ForwardMethod::Nat;
  dp::Address dest{};
  std::uint16_t dest_port = 0;
  std::uint32_t flags = 0;  // besides the method

  dp::FlowKey reply() const {
    const bool is_nat = method == dp::ForwardMethod::Nat;
    return {is_nat ? dest : request.dst,
            request.src,
            is_nat ? dest_port : request.dst_port,
            request.src_port,
            request.protocol,
            request.family};
  }
};

inline dp::FlowKey tcp4(std::uint32_t client, std::uint16_t client_port, std::uint32_t vip,
                        std::uint16_t vip_port) {
  return {dp::ipv4_address(client), dp::ipv4_address(vip), client_port, vip_port,
          dp::Protocol::Tcp,        dp::Family::Ipv4};
}

inline soft::ConnIndex insert(soft::ConnTable& table, const TableConn& conn) {
  soft::Conn stored{};
  stored.client_port = conn.request.src_port;
  stored.virtual_port = conn.request.dst_port;
  stored.dest_port = conn.dest_port;
  stored.protocol = conn.request.protocol;
  stored.family = conn.request.family;
  stored.dest_family = conn.request.family;
  stored.flags = static_cast<std::uint32_t>(conn.method) | conn.flags;
  return table.insert(stored, {conn.request.src, conn.request.dst, conn.dest});
}

inline soft::ConnTable::Hit find(const soft::ConnTable& table, const dp::FlowKey& flow) {
  return table.find(flow, table.hash_of(flow));
}

}  // namespace nicvs::test
