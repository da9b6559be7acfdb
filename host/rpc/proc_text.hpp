// SPDX-License-Identifier: Apache-2.0
// The texts of /proc/net/ip_vs, ip_vs_conn, ip_vs_conn_sync and ip_vs_stats as Linux 6.1 shows
// them.
//
// The persistence timeout is in seconds (the kernel prints its ticks).
#pragma once

#include <string>

#include "nicvs/data_plane.hpp"

namespace nicvs::rpc {

std::string proc_ip_vs(const DataPlane& plane);
std::string proc_ip_vs_conn(const DataPlane& plane);
std::string proc_ip_vs_conn_sync(const DataPlane& plane);
// The sums over all services.
std::string proc_ip_vs_stats(const DataPlane& plane);

}  // namespace nicvs::rpc
