// SPDX-License-Identifier: Apache-2.0
// The blocks of an lvs.cf with piranha's keys and defaults: values that were checked one by one.
//
// Members are named as the keys. An empty text means that the key is not set.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nicvs::config {

// Where a block begins, and the line of every key that is set in it.
struct Origin {
  unsigned line = 0;
  std::map<std::string, unsigned, std::less<>> key_lines;

  bool is_set(std::string_view key) const { return key_lines.find(key) != key_lines.end(); }
  // The key's line, or the block's if the key is not set.
  unsigned line_of(std::string_view key) const {
    const auto found = key_lines.find(key);
    return found == key_lines.end() ? line : found->second;
  }
};

struct GlobalBlock {
  Origin origin;
  std::uint32_t serial_no = 0;
  std::string primary, primary_private, primary_shared;
  std::string backup, backup_private, backup_shared;
  bool backup_active = false;
  bool heartbeat = false;
  std::uint32_t heartbeat_port = 539;
  std::uint32_t keepalive = 2;  // seconds
  std::uint32_t deadtime = 5;   // seconds
  std::string rsh_command = "rsh";
  std::string network = "nat";
  std::string nat_router, nat_router_device, nat_nmask;
  std::string service = "lvs";
  std::string ipvsadm = "/sbin/ipvsadm";
  bool sync = false;
  bool syncdaemon = false;
  std::string syncd_iface = "eth0";
  std::uint32_t syncd_id = 0;
  std::uint32_t tcp_timeout = 0, tcpfin_timeout = 0, udp_timeout = 0;  // seconds, 0 = keep
  std::string active_cmd, inactive_cmd;
  bool monitor_links = false;
  bool hard_shutdown = true;
  std::string reservation_conflict_action = "nothing";
  std::string debug_level = "NONE";
};

struct ServerBlock {
  Origin origin;
  std::string name;
  bool active = false;
  std::string address;     // a number or a name
  std::uint32_t port = 0;  // meaningful if the key is set, else the virtual's
  std::uint32_t weight = 1;
};

// A virtual block, or a failover block (its last four keys belong to failover only).
struct VirtualBlock {
  Origin origin;
  std::string name;
  bool active = false;
  std::string address, device;  // "eth0:1"
  std::string network;          // ours, not piranha's: overrides the global one
  std::string vip_nmask;
  std::uint32_t fwmark = 0;
  std::string protocol = "tcp";
  std::uint32_t port = 80;
  std::string scheduler = "wlc";
  std::uint32_t persistent = 0;  // seconds, 0 = not persistent
  std::string pmask;
  std::string sorry_server;
  std::string client_monitor = "/usr/sbin/nanny";
  std::string send_program;
  std::string send, expect;  // as written; escapes are not translated yet
  bool use_regex = false;
  std::uint32_t timeout = 10;   // seconds
  std::uint32_t reentry = 180;  // seconds
  std::string load_monitor = "none";
  bool quiesce_server = false;
  std::string start_cmd, stop_cmd, master;
  std::vector<std::string> dirs;
  std::vector<ServerBlock> servers;
};

struct LvsConfig {
  std::string file;
  GlobalBlock global;
  std::vector<VirtualBlock> virtuals;
  std::vector<VirtualBlock> failovers;
};

}  // namespace nicvs::config
