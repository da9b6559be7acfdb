// SPDX-License-Identifier: Apache-2.0
#include "host/health/match.hpp"

#include <re2/re2.h>

namespace nicvs::health {
namespace {

Verdict open_verdict(Completeness completeness) {
  return completeness == Completeness::Complete ? Verdict::Differs : Verdict::NeedsMore;
}

Verdict compare_regex(const std::string& expression, std::string_view answer,
                      Completeness completeness) {
  RE2::Options options;
  options.set_posix_syntax(true);
  options.set_never_nl(false);
  options.set_longest_match(true);
  options.set_log_errors(false);
  const RE2 regex(expression, options);
  if (!regex.ok()) return Verdict::Differs;
  const std::string_view seen = answer.substr(0, kMaxRegexBytes);
  if (RE2::PartialMatch(re2::StringPiece(seen.data(), seen.size()), regex)) return Verdict::Matches;
  return answer.size() >= kMaxRegexBytes ? Verdict::Differs : open_verdict(completeness);
}

}  // namespace

Verdict compare(const config::Check& check, std::string_view answer, Completeness completeness) {
  if (check.expect_kind == config::ExpectKind::Regex) {
    return compare_regex(check.expect, answer, completeness);
  }
  if (check.expect == "*") return answer.empty() ? open_verdict(completeness) : Verdict::Matches;
  const std::string_view expected = check.expect;
  if (answer.size() >= expected.size()) {
    return answer.substr(0, expected.size()) == expected ? Verdict::Matches : Verdict::Differs;
  }
  return expected.substr(0, answer.size()) == answer ? open_verdict(completeness)
                                                     : Verdict::Differs;
}

}  // namespace nicvs::health
