// SPDX-License-Identifier: Apache-2.0
// The settings of net.ipv4.vs, with the kernel's names, defaults and limits. docs/OPERATIONS.md
// says what each does here.
//
//   Settings settings;
//   settings.set("conn_reuse_mode", "0");            // control thread, workers outside a batch
//   if (settings.values().conn_reuse_mode != 0) ...  // packet path
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nicvs/result.hpp"

namespace nicvs::soft {

struct SettingValues {
  // What happens to packets.
  int cache_bypass = 0;
  int conn_reuse_mode = 1;  // 0 never, 1 TIME_WAIT and CLOSE, bit 1 also FIN_WAIT with NOOUTPUT
  int conntrack = 0;
  int expire_nodest_conn = 0;
  int expire_quiescent_template = 0;
  int ignore_tunneled = 0;
  int nat_icmp_send = 0;
  int pmtu_disc = 1;
  int schedule_icmp = 0;
  int sloppy_sctp = 0;
  int sloppy_tcp = 0;
  int snat_reroute = 1;
  // Defence: 0 off, 1 automatic, 2 automatic and active, 3 always.
  int drop_entry = 0;
  int drop_packet = 0;
  int secure_tcp = 0;
  int am_droprate = 10;
  int amemthresh = 1024;  // pages
  // Caches and statistics.
  int lblc_expiration = 86400;   // seconds
  int lblcr_expiration = 86400;  // seconds
  int run_estimation = 1;
  int est_nice = 0;
  // The ports whose NAT conns are read along as FTP's (ip_vs_ftp's parameter `ports`); 0 = unused.
  std::array<std::uint16_t, 8> ftp_ports = {21};
  std::string est_cpulist;  // empty = the housekeeping CPUs
  // Sync.
  int backup_only = 0;
  int sync_persist_mode = 0;
  int sync_ports = 1;
  int sync_qlen_max = 32768;  // the kernel derives it from free memory
  int sync_refresh_period = 0;
  int sync_retries = 0;
  int sync_sock_size = 0;
  int sync_threshold = 3;
  int sync_period = 50;  // the second number of sync_threshold
  int sync_version = 1;
  int debug_level = 0;
};

class Settings {
 public:
  const SettingValues& values() const { return values_; }
  // Another number after every change.
  std::uint64_t generation() const { return generation_; }
  // Whether TCP conns to the port are FTP's.
  bool is_ftp_port(std::uint16_t port) const;
  // ENOENT for an unknown name, EINVAL with what was expected for a bad value.
  Status set(std::string_view name, std::string_view value);
  // The modes of drop_entry, drop_packet and secure_tcp, 0..3.
  void set_defence(int drop_entry, int drop_packet, int secure_tcp) {
    values_.drop_entry = drop_entry;
    values_.drop_packet = drop_packet;
    values_.secure_tcp = secure_tcp;
  }
  // By name, in alphabetical order.
  std::vector<std::pair<std::string, std::string>> list() const;

 private:
  Status change(std::string_view name, std::string_view value);

  SettingValues values_;
  std::uint64_t generation_ = 0;
};

}  // namespace nicvs::soft
