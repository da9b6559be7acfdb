// SPDX-License-Identifier: Apache-2.0
// Which options go with which verb and tunnel type.
#pragma once

#include <optional>
#include <string>

#include "host/ipvs/command.hpp"

namespace nicvs::ipvs {

// The sentence about the first option, in the order of Option, that is missing, not allowed or
// excludes an earlier one; nullopt if there is none.
std::optional<std::string> check_options(Verb verb, const OptionSet& given);
std::optional<std::string> check_tunnel_options(TunnelType type, const OptionSet& given);

// "service-address", as the sentences name it.
const char* name_of(Option option);

}  // namespace nicvs::ipvs
