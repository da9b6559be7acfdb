// SPDX-License-Identifier: Apache-2.0
#include "host/config/expression.hpp"

#include <re2/re2.h>

#include <cerrno>

namespace nicvs::config {
namespace {

RE2::Options posix_extended() {
  RE2::Options options(RE2::POSIX);
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_one_line(true);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  return options;
}

}  // namespace

Status check_expression(const std::string& expression) {
  const RE2 regex(expression, posix_extended());
  if (regex.ok()) return {};
  return Error{EINVAL, "no regular expression: " + regex.error()};
}

std::optional<bool> is_found(const std::string& expression, std::string_view text) {
  const RE2 regex(expression, posix_extended());
  if (!regex.ok()) return std::nullopt;
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex);
}

}  // namespace nicvs::config
