// SPDX-License-Identifier: Apache-2.0
// ipvsadm's sentence for a refused command.
#pragma once

#include <string>

#include "host/ipvs/command.hpp"

namespace nicvs::ipvs {

// `code` is the errno value with which the director answered the verb.
std::string error_text(Verb verb, int code);

}  // namespace nicvs::ipvs
