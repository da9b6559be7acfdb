// SPDX-License-Identifier: Apache-2.0
#include "host/health/load.hpp"

#include <charconv>
#include <cmath>

namespace nicvs::health {
namespace {

std::string_view line_about(std::string_view output, std::string_view name) {
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    const bool is_about =
        line.starts_with(name) &&
        (line.size() == name.size() || line[name.size()] == ' ' || line[name.size()] == '\t');
    if (is_about) return line;
    output.remove_prefix(std::min(output.size(), line.size() + 1));
  }
  return {};
}

}  // namespace

std::string load_command(const config::Check& check, const std::string& host) {
  const std::string& monitor = check.load_monitor;
  if (monitor.empty() || monitor == "none") return {};
  if (monitor == "rup") return "rup " + host;
  if (monitor == "ruptime") return "ruptime";
  if (monitor == "uptime") return check.rsh_command + " " + host + " uptime";
  return monitor + " " + host;
}

std::optional<double> parse_load(const config::Check& check, std::string_view output,
                                 std::string_view server_name) {
  const std::string_view text =
      check.load_monitor == "ruptime" ? line_about(output, server_name) : output;
  const auto word = text.rfind("load");
  if (word == text.npos) return std::nullopt;
  const auto digits = text.find_first_of("0123456789", word);
  if (digits == text.npos) return std::nullopt;
  double load = 0;
  const auto [end, error] = std::from_chars(text.data() + digits, text.data() + text.size(), load);
  if (error != std::errc{} || !std::isfinite(load)) return std::nullopt;
  return load;
}

}  // namespace nicvs::health
