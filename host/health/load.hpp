// SPDX-License-Identifier: Apache-2.0
// Load monitors: what to run, and the 1-minute load in what it prints.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/config/desired.hpp"

namespace nicvs::health {

// The shell command of a load monitor: `rup HOST`, `ruptime`, `RSH HOST uptime`, or the operator's
// own command with the host as its argument. Empty for "none".
std::string load_command(const config::Check& check, const std::string& host);

// The first number behind the last "load average" (or "load") of the line about the host: any line
// but for ruptime, which lists many hosts (server_name is looked up at the start of a line). A
// comma followed by a digit is a decimal point, unless one was there before. nullopt if there is
// none.
std::optional<double> parse_load(const config::Check& check, std::string_view output,
                                 std::string_view server_name);

}  // namespace nicvs::health
