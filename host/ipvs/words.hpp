// SPDX-License-Identifier: Apache-2.0
// Lines of a restore, a rules file or a scenario as words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nicvs::ipvs {

// Words end at blanks; '...' and "..." keep blanks and may join other text; a backslash is an
// ordinary character and an unclosed quote reaches to the end of the line. "" is an empty word.
std::vector<std::string> split_words(std::string_view line);

// The words of a command without the program's name: a leading "ipvsadm" or "nicvsadm" is dropped.
std::vector<std::string> rule_words(std::string_view line);

}  // namespace nicvs::ipvs
