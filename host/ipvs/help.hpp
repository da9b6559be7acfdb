// SPDX-License-Identifier: Apache-2.0
// What --help and --version print.
#pragma once

#include <string>

namespace nicvs::ipvs {

std::string help_text(const std::string& program);
std::string version_text();
// The sentence for words that are no command; without a newline.
std::string try_help_text(const std::string& program);

}  // namespace nicvs::ipvs
