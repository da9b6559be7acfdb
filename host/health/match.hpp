// SPDX-License-Identifier: Apache-2.0
// Whether a server's answer is the expected one, decided while it arrives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "host/config/desired.hpp"

namespace nicvs::health {

constexpr std::size_t kMaxRegexBytes = 254;  // of the answer, as nanny reads

enum class Verdict : std::uint8_t { Matches, NeedsMore, Differs };

enum class Completeness : std::uint8_t { MoreMayCome, Complete };

// What `answer`, all that has come until now, says. "*" matches any byte, whatever the kind. A
// regular expression is searched in the first 254 bytes; one that cannot be compiled differs from
// everything.
Verdict compare(const config::Check& check, std::string_view answer, Completeness completeness);

// The first 40 bytes quoted for a log line, what is not printable as \n, \r or \xNN.
std::string excerpt(std::string_view bytes);

}  // namespace nicvs::health
