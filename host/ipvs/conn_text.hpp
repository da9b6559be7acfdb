// SPDX-License-Identifier: Apache-2.0
// A conn as a line of /proc/net/ip_vs_conn (ip_vs_conn_seq_show of Linux 6.1), written and read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "nicvs/service.hpp"

namespace nicvs::ipvs {

constexpr std::string_view kConnTableHeader =
    "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData";

// Of /proc/net/ip_vs_conn_sync (ip_vs_conn_sync_seq_show): where a conn comes from.
constexpr std::string_view kConnSyncHeader =
    "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires";

// Append a line of the one or the other file without a newline.
void append_conn_line(std::string& out, const ConnInfo& conn);
void append_conn_sync_line(std::string& out, const ConnInfo& conn);

// What a line holds. The views point into the line.
struct ConnLine {
  std::string_view protocol;  // "TCP"
  IpAddress client;
  std::uint16_t client_port = 0;
  IpAddress virtual_address;
  std::uint16_t virtual_port = 0;
  IpAddress dest;
  std::uint16_t dest_port = 0;
  std::string_view state;
  std::uint32_t expires_in_s = 0;
  std::string_view engine_name;  // empty without persistence engine
  std::string_view engine_data;
};

// nullopt if the line is no conn.
std::optional<ConnLine> parse_conn_line(std::string_view line);

}  // namespace nicvs::ipvs
