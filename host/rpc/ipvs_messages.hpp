// SPDX-License-Identifier: Apache-2.0
// The content of the kernel's IPVS generic-netlink messages (linux/ip_vs.h), both directions.
//
// Decoders check what the kernel's own parser checks and answer with its errno: EINVAL for a
// missing or malformed mandatory attribute, EAFNOSUPPORT for an unknown family. What needs a table
// (does it exist, are the thresholds sane) is the DataPlane's business. Values only, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/rpc/netlink_wire.hpp"
#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::rpc {

// Told to whoever asks for "IPVS". The kernel draws its numbers from 16 to 1023 (GENL_MAX_ID), so a
// message says by its type alone that it is for us.
constexpr std::uint16_t kIpvsFamilyId = 0x4950;
constexpr std::uint32_t kIpvsVersionCode = 0x010201;  // IP_VS_VERSION_CODE, "1.2.1"

// One message of a client holds at most this many bytes; a longer datagram is refused.
constexpr std::size_t kMaxRequestSize = 16384;
// A datagram of a dump stays below this: libnl's default receive buffer is four pages.
constexpr std::size_t kMaxReplySize = 16384;

// The attributes of the command level, each a nest or a timeout.
std::optional<Attributes> parse_command(Bytes attributes);

// A service as a client describes it: only the bits of flag_mask are to be changed.
struct ServiceRequest {
  ServiceSpec spec;
  std::uint32_t flag_mask = 0;
};

// A dest as a client describes it; without a family of its own it has the service's.
struct DestRequest {
  DestSpec spec;
  bool has_family = false;
};

enum class Detail { KeyOnly, Full };

Result<ServiceKey> decode_service_key(const Attributes& command);
Result<ServiceRequest> decode_service(const Attributes& command);
// An address without ADDR_FAMILY is read as one of service_family.
Result<DestRequest> decode_dest(const Attributes& command, Family service_family, Detail detail);

// What a client reads out of a reply; EBADMSG if it is not one.
Result<ServiceInfo> decode_service_info(const Attributes& command);
Result<DestInfo> decode_dest_info(const Attributes& command);
Timeouts decode_timeouts(const Attributes& command);  // absent ones are 0

void encode_service_key(NetlinkWriter& writer, const ServiceKey& key);
void encode_service(NetlinkWriter& writer, const ServiceSpec& spec);
void encode_service_info(NetlinkWriter& writer, const ServiceInfo& info);
void encode_dest(NetlinkWriter& writer, const DestSpec& dest);
void encode_dest_info(NetlinkWriter& writer, const DestInfo& info);
void encode_timeouts(NetlinkWriter& writer, const Timeouts& timeouts);

// The sync daemon's description.
enum class DaemonState : std::uint32_t { None = 0, Master = 1, Backup = 2 };

struct DaemonSpec {
  DaemonState state = DaemonState::None;
  std::string interface;           // at most 15 bytes
  std::uint32_t sync_id = 0;       // 0..255
  std::uint16_t max_length = 0;    // bytes of a datagram, 0 = as the MTU allows
  std::optional<IpAddress> group;  // multicast group, none = 224.0.0.81
  std::uint16_t port = 0;          // 0 = 8848
  std::uint8_t ttl = 0;            // 0 = 1
};

Result<DaemonSpec> decode_daemon(const Attributes& command);
void encode_daemon(NetlinkWriter& writer, const DaemonSpec& daemon);

}  // namespace nicvs::rpc
