// SPDX-License-Identifier: Apache-2.0
// What ipvsadm's commands act on: a director, whether in this process or behind a socket.
//
// Errors carry the kernel's errno values; run() turns them into ipvsadm's texts. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "nicvs/result.hpp"
#include "nicvs/service.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::ipvs {

constexpr std::uint32_t kIpvsVersion = 0x010201;  // IP_VS_VERSION_CODE of Linux 6.1, "1.2.1"

class IpvsTarget {
 public:
  virtual ~IpvsTarget() = default;

  struct Info {
    std::uint32_t version = kIpvsVersion;
    std::uint32_t conn_table_size = 0;  // the "size=" of a listing
  };
  virtual Result<Info> info() = 0;

  virtual Status add_service(const ServiceSpec& service) = 0;
  virtual Status edit_service(const ServiceSpec& service) = 0;
  virtual Status delete_service(const ServiceKey& service) = 0;
  virtual Status flush() = 0;
  virtual Status zero(const ServiceKey* service) = 0;  // nullptr = all
  virtual Result<ServiceInfo> service(const ServiceKey& service) = 0;
  virtual Result<std::vector<ServiceInfo>> services() = 0;  // in the director's order

  virtual Status add_dest(const ServiceKey& service, const DestSpec& dest) = 0;
  virtual Status edit_dest(const ServiceKey& service, const DestSpec& dest) = 0;
  virtual Status delete_dest(const ServiceKey& service, const DestSpec& dest) = 0;
  virtual Result<std::vector<DestInfo>> dests(const ServiceKey& service) = 0;  // newest first

  virtual Result<Timeouts> timeouts() = 0;
  virtual Status set_timeouts(const Timeouts& timeouts) = 0;  // 0 keeps a value

  virtual Status start_daemon(const SyncDaemon& daemon) = 0;
  virtual Status stop_daemon(const SyncDaemon& daemon) = 0;
  virtual Result<std::vector<SyncDaemon>> daemons() = 0;

  // The lines of /proc/net/ip_vs_conn, header first, without newlines.
  virtual Status each_conn_line(const std::function<void(std::string_view)>& visit) = 0;
};

}  // namespace nicvs::ipvs
