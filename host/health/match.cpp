// SPDX-License-Identifier: Apache-2.0
#include "host/health/match.hpp"

#include "host/config/expression.hpp"

namespace nicvs::health {
namespace {

constexpr std::size_t kMaxExcerpt = 40;

Verdict open_verdict(Completeness completeness) {
  return completeness == Completeness::Complete ? Verdict::Differs : Verdict::NeedsMore;
}

Verdict compare_regex(const std::string& expression, std::string_view answer,
                      Completeness completeness) {
  const auto is_found = config::is_found(expression, answer.substr(0, kMaxRegexBytes));
  if (!is_found) return Verdict::Differs;
  if (*is_found) return Verdict::Matches;
  return answer.size() >= kMaxRegexBytes ? Verdict::Differs : open_verdict(completeness);
}

std::string printable(char c) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (byte >= 0x20 && byte < 0x7f) return {c};
  return {'\\', 'x', digits[byte >> 4], digits[byte & 0xf]};
}

}  // namespace

Verdict compare(const config::Check& check, std::string_view answer, Completeness completeness) {
  if (check.expect == "*") return answer.empty() ? open_verdict(completeness) : Verdict::Matches;
  if (check.expect_kind == config::ExpectKind::Regex) {
    return compare_regex(check.expect, answer, completeness);
  }
  const std::string_view expected = check.expect;
  if (answer.size() >= expected.size()) {
    return answer.substr(0, expected.size()) == expected ? Verdict::Matches : Verdict::Differs;
  }
  return expected.substr(0, answer.size()) == answer ? open_verdict(completeness)
                                                     : Verdict::Differs;
}

std::string excerpt(std::string_view bytes) {
  std::string text = "'";
  for (const char c : bytes.substr(0, kMaxExcerpt)) text += printable(c);
  return text + (bytes.size() > kMaxExcerpt ? "'..." : "'");
}

}  // namespace nicvs::health
