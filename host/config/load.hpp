// SPDX-License-Identifier: Apache-2.0
// From a file to what it wants.
#pragma once

#include <string>

#include "host/config/desired.hpp"
#include "host/config/resolver.hpp"
#include "nicvs/result.hpp"

namespace nicvs::config {

// EINVAL with a line "file:line: text" for each fault; the errno of open() if it cannot be read.
Result<Desired> load(const std::string& path, const Resolver& resolver = system_resolver());

}  // namespace nicvs::config
