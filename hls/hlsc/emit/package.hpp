// SPDX-License-Identifier: Apache-2.0
// The SystemVerilog package with the types of all ports and the values of the enums in them.
#pragma once

#include <string>

#include "hls/hlsc/import/types.hpp"

namespace nicvs::hlsc {

std::string package_text(const TypeTable& types);

}  // namespace nicvs::hlsc
