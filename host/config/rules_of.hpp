// SPDX-License-Identifier: Apache-2.0
// What a configuration wants as ipvsadm-save lines.
#pragma once

#include <string>

#include "host/config/desired.hpp"

namespace nicvs::config {

// Every service with all its servers at their full weights, in the order of the file; numeric.
std::string rules_text_of(const Desired& desired);

}  // namespace nicvs::config
