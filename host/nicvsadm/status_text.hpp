// SPDX-License-Identifier: Apache-2.0
// A status report as tables for a person.
#pragma once

#include <string>

#include "host/rpc/status.hpp"

namespace nicvs::admin {

// Reasons without frames are left out. Columns are as wide as what they hold.
std::string status_text(const rpc::StatusReport& report);

// "59s", "2m05s", "3h07m", "4d06h".
std::string duration_text(std::uint64_t seconds);

}  // namespace nicvs::admin
