// SPDX-License-Identifier: Apache-2.0
#include "host/config/load.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/config/desired_of.hpp"
#include "host/config/lvs_cf.hpp"

namespace nicvs::config {
namespace {

constexpr std::uintmax_t kMaxBytes = 16 << 20;  // far above any real configuration

Error joined(const std::vector<Diagnostic>& errors) {
  std::string text;
  for (const Diagnostic& error : errors) {
    if (!text.empty()) text += '\n';
    text += error.to_string();
  }
  return {EINVAL, text};
}

}  // namespace

Result<Desired> load(const std::string& path, const Resolver& resolver) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) > kMaxBytes && !error) {
    return Error{EFBIG, path + ": larger than 16 MiB, expected a configuration"};
  }
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad() || (!file && text.empty() && !file.eof())) {
    const int code = errno != 0 ? errno : EIO;
    return Error{code, path + ": I/O error while reading configuration: " + std::strerror(code)};
  }
  const ParseOutcome parsed = parse_lvs_cf(text, path);
  if (!parsed.errors.empty()) return joined(parsed.errors);
  Outcome outcome = desired_of(parsed.config, resolver);
  if (!outcome.errors.empty()) return joined(outcome.errors);
  return std::move(outcome.desired);
}

}  // namespace nicvs::config
