// SPDX-License-Identifier: Apache-2.0
// The sync daemon as a command describes it and a listing shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nicvs/ip_address.hpp"

namespace nicvs::ipvs {

struct SyncDaemon {
  enum class Role : std::uint8_t { Master = 1, Backup = 2 };  // values of IPVS_DAEMON_ATTR_STATE
  Role role = Role::Master;
  std::string interface;           // at most 15 bytes; eth0 where a command names none
  std::uint32_t sync_id = 0;       // 0..255
  std::uint16_t max_length = 0;    // bytes of a datagram; 0 = not given
  std::optional<IpAddress> group;  // none = not given
  std::uint16_t port = 0;          // 0 = not given
  std::uint8_t ttl = 0;            // 0 = not given
};

}  // namespace nicvs::ipvs
