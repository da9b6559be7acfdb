// SPDX-License-Identifier: Apache-2.0
// Whether a server's answer is the expected one, decided while it arrives.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/config/desired.hpp"

namespace nicvs::health {

constexpr std::size_t kMaxRegexBytes = 254;  // of the answer, as nanny reads

enum class Verdict : std::uint8_t { Matches, NeedsMore, Differs };

// What `answer` says so far. is_complete: nothing more will come. An expression that cannot be
// compiled differs from everything.
enum class Completeness : std::uint8_t { MoreMayCome, Complete };
Verdict compare(const config::Check& check, std::string_view answer, Completeness completeness);

}  // namespace nicvs::health
