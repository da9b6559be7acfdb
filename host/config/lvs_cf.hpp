// SPDX-License-Identifier: Apache-2.0
// READ FIRST. piranha's configuration file lvs.cf as text -> checked blocks.
//
//   config::ParseOutcome parsed = config::parse_lvs_cf(text, "lvs.cf");
//   if (!parsed.errors.empty()) ...   // each names file, line and what was expected
//   config::Outcome desired = config::desired_of(parsed.config, config::system_resolver());
//
// Grammar: `key = value` lines, blocks `virtual NAME {`, `failover NAME {` and in them
// `server NAME {`, each closed by `}` on its own line; `#` outside quotes begins a comment; values
// with blanks in '...' or "..." (a backslash keeps the quote character); lists are `[ a b ]`.
// Error texts begin with piranha's own words. Any bytes may be given; nothing is read or resolved.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/config/blocks.hpp"
#include "host/config/diagnostic.hpp"

namespace nicvs::config {

struct ParseOutcome {
  LvsConfig config;                // complete only without errors
  std::vector<Diagnostic> errors;  // in the order of the file, at most kMaxErrors
};

constexpr std::size_t kMaxErrors = 100;
constexpr std::size_t kMaxTokens = 100;  // words in a line

// file is the name that diagnostics show.
ParseOutcome parse_lvs_cf(std::string_view text, std::string file);

}  // namespace nicvs::config
