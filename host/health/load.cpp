// SPDX-License-Identifier: Apache-2.0
#include "host/health/load.hpp"

#include <algorithm>
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

// Digits with one decimal point or, as some locales print it, one comma between digits.
std::string first_number(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  text.remove_prefix(std::min(text.size(), text.find_first_of(digits)));
  const auto whole = std::min(text.size(), text.find_first_not_of(digits));
  std::string number(text.substr(0, whole));
  text.remove_prefix(whole);
  if (text.empty() || (text.front() != '.' && text.front() != ',')) return number;
  text.remove_prefix(1);
  const std::string_view fraction = text.substr(0, text.find_first_not_of(digits));
  return fraction.empty() ? number : number.append(".").append(fraction);
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
  const std::string number = first_number(text.substr(word));
  double load = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), load);
  if (error != std::errc{} || !std::isfinite(load)) return std::nullopt;
  return load;
}

}  // namespace nicvs::health
