// SPDX-License-Identifier: Apache-2.0
// Words of a line, and numbers in them.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nicvs/result.hpp"

namespace nicvs::replay {

// Splits at blanks. "..." is one word, without the quotes; in it \r, \n, \t and \xHH stand for a
// byte, \" and \\ for themselves. A # at the start of a word begins a comment. An open quote and a
// bad \x are errors.
Result<std::vector<std::string>> split_words(std::string_view line);

// The word as split_words() reads it back: in quotes if it must be.
std::string quoted(std::string_view word);

// Decimal or 0x hexadecimal; nullopt if it is anything else or greater than `limit`.
std::optional<std::uint64_t> parse_number(std::string_view word, std::uint64_t limit);

// The line without its comment and without blanks and carriage returns at its ends.
std::string_view content_of(std::string_view line);

// Text with every run of blanks as one blank and none at the ends.
std::string with_single_blanks(std::string_view text);

}  // namespace nicvs::replay
