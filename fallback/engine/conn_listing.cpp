// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/conn_listing.hpp"

#include "nicvs/dp/names.hpp"

namespace nicvs::soft {

ConnInfo conn_info(const ConnTable& table, ConnIndex index, Tick now) {
  const Conn& conn = table.conn(index);
  const ConnAddresses addresses = table.addresses(index);
  ConnInfo info;
  info.family = conn.family;
  info.protocol = conn.protocol;
  info.client = {conn.family, addresses.client};
  info.client_port = conn.client_port;
  info.virtual_address = {conn.family, addresses.virtual_address};
  info.virtual_port = conn.virtual_port;
  info.dest = {conn.dest_family, addresses.dest};
  info.dest_port = conn.dest_port;
  info.state = conn.is_template() ? dp::template_state_name(conn.state)
                                  : dp::conn_state_name(conn.protocol, conn.state);
  info.expires_in_s = is_before(now, conn.deadline) ? (conn.deadline - now) / ticks_of(1) : 0;
  info.method = conn.method();
  info.flags = conn.flags & own_flag::kVisible;
  return info;
}

ConnInfo template_info(const Templates& templates, ConnIndex index, Tick now) {
  ConnInfo info = conn_info(templates.table(), index, now);
  info.engine_data = templates.engine_data(index);
  if (!info.engine_data.empty()) info.engine_name = "sip";
  return info;
}

}  // namespace nicvs::soft
