// SPDX-License-Identifier: Apache-2.0
#include "host/health/match.hpp"

#include <re2/re2.h>

namespace nicvs::health {
namespace {

constexpr std::size_t kMaxExcerpt = 40;

Verdict open_verdict(Completeness completeness) {
  return completeness == Completeness::Complete ? Verdict::Differs : Verdict::NeedsMore;
}

// As regcomp(3) with REG_EXTENDED: `^` and `$` are the ends of the answer, `.` is any byte.
RE2::Options posix_extended() {
  RE2::Options options(RE2::POSIX);
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_one_line(true);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  return options;
}

Verdict compare_regex(const std::string& expression, std::string_view answer,
                      Completeness completeness) {
  const RE2 regex(expression, posix_extended());
  if (!regex.ok()) return Verdict::Differs;
  const std::string_view seen = answer.substr(0, kMaxRegexBytes);
  if (RE2::PartialMatch(re2::StringPiece(seen.data(), seen.size()), regex)) return Verdict::Matches;
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
