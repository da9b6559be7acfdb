// SPDX-License-Identifier: Apache-2.0
// The interfaces that are served when none is named.
#pragma once

#include <string>
#include <vector>

namespace nicvs::nicvsd {

// Ethernet interfaces that are up, except loopback, by index.
std::vector<std::string> default_ports();

}  // namespace nicvs::nicvsd
