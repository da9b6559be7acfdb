// SPDX-License-Identifier: Apache-2.0
// The expressions of `expect` with `use_regex`: POSIX extended, as regcomp(3) reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "nicvs/result.hpp"

namespace nicvs::config {

// EINVAL with what is wrong if the expression cannot be compiled.
Status check_expression(const std::string& expression);

// Whether it is found in the text; `^` and `$` are the ends of the text, `.` is any byte. nullopt
// if it cannot be compiled.
std::optional<bool> is_found(const std::string& expression, std::string_view text);

}  // namespace nicvs::config
