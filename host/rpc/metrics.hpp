// SPDX-License-Identifier: Apache-2.0
// Metrics in the Prometheus text format, version 0.0.4.
//
// Frames: nicvs_<verdict>_<reason>_total for every reason of dp::kReasonText. Services and dests
// are told apart by the labels service ("10.0.0.1:80/tcp", "fwmark 7") and dest ("10.1.0.1:8080").
#pragma once

#include <string>

#include "host/rpc/status.hpp"
#include "nicvs/data_plane.hpp"

namespace nicvs::rpc {

// Reads services and dests from the plane, the rest from the report.
std::string metrics_text(const StatusReport& report, const DataPlane& plane);

}  // namespace nicvs::rpc
