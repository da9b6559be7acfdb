// SPDX-License-Identifier: Apache-2.0
// Small pieces of SystemVerilog text.
#pragma once

#include <string>

#include "hls/hlsc/netlist/node.hpp"

namespace nicvs::hlsc {

// "[7:0] ", nothing for one bit.
std::string range(unsigned width);

// 8'h1f, and 1'b0 for one bit.
std::string literal(const APInt& value);

// The name, or with an underscore behind it if the language needs the word itself.
std::string identifier(const std::string& name);

// The package of all ports.
constexpr const char* kPackage = "nicvs_dp_pkg";

// Head of every file.
std::string head(const std::string& purpose);

}  // namespace nicvs::hlsc
