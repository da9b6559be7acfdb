// SPDX-License-Identifier: Apache-2.0
// IPVS's structures for getsockopt and setsockopt (linux/ip_vs.h) from and to our values. Pure.
//
// They know IPv4, no persistence engine and no tunnel but ipip; packet counters have 32 bits.
#pragma once

#include <linux/ip_vs.h>

#include "host/rpc/ipvs_messages.hpp"
#include "nicvs/service.hpp"

namespace nicvs::run {

ServiceKey key_of(const ip_vs_service_user& service);
ServiceKey key_of(const ip_vs_service_entry& entry);
ServiceKey key_of(const ip_vs_get_dests& request);
// Whether a request to zero counters names no service, and so means all.
bool names_no_service(const ip_vs_service_user& service);

ServiceSpec spec_of(const ip_vs_service_user& service);
DestSpec spec_of(const ip_vs_dest_user& dest);
rpc::DaemonSpec spec_of(const ip_vs_daemon_user& daemon);

ip_vs_service_entry entry_of(const ServiceInfo& service, std::uint32_t dest_count);
ip_vs_dest_entry entry_of(const DestInfo& dest);
ip_vs_daemon_user entry_of(const rpc::DaemonSpec& daemon);

// What these structures can show.
bool is_legacy(const ServiceInfo& service);
bool is_legacy(const DestInfo& dest);

}  // namespace nicvs::run
