// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/settings.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <limits>
#include <optional>

namespace nicvs::soft {
namespace {

constexpr std::string_view kBlanks = " \t\n";
constexpr int kLeast = std::numeric_limits<int>::min();
constexpr int kMost = std::numeric_limits<int>::max();

// The kernel takes any number for most switches; only 0 is off.
struct NumberSetting {
  std::string_view name;
  int SettingValues::*value;
  int min;
  int max;
};

constexpr std::array kNumbers = {
    NumberSetting{"am_droprate", &SettingValues::am_droprate, kLeast, kMost},
    NumberSetting{"amemthresh", &SettingValues::amemthresh, kLeast, kMost},
    NumberSetting{"backup_only", &SettingValues::backup_only, kLeast, kMost},
    NumberSetting{"cache_bypass", &SettingValues::cache_bypass, kLeast, kMost},
    NumberSetting{"conn_reuse_mode", &SettingValues::conn_reuse_mode, kLeast, kMost},
    NumberSetting{"conntrack", &SettingValues::conntrack, kLeast, kMost},
    NumberSetting{"debug_level", &SettingValues::debug_level, 0, 12},
    NumberSetting{"drop_entry", &SettingValues::drop_entry, 0, 3},
    NumberSetting{"drop_packet", &SettingValues::drop_packet, 0, 3},
    NumberSetting{"est_nice", &SettingValues::est_nice, -20, 19},
    NumberSetting{"expire_nodest_conn", &SettingValues::expire_nodest_conn, kLeast, kMost},
    NumberSetting{"expire_quiescent_template", &SettingValues::expire_quiescent_template, kLeast,
                  kMost},
    NumberSetting{"ignore_tunneled", &SettingValues::ignore_tunneled, kLeast, kMost},
    NumberSetting{"lblc_expiration", &SettingValues::lblc_expiration, 0, kMost},
    NumberSetting{"lblcr_expiration", &SettingValues::lblcr_expiration, 0, kMost},
    NumberSetting{"nat_icmp_send", &SettingValues::nat_icmp_send, kLeast, kMost},
    NumberSetting{"pmtu_disc", &SettingValues::pmtu_disc, kLeast, kMost},
    NumberSetting{"run_estimation", &SettingValues::run_estimation, kLeast, kMost},
    NumberSetting{"schedule_icmp", &SettingValues::schedule_icmp, kLeast, kMost},
    NumberSetting{"secure_tcp", &SettingValues::secure_tcp, 0, 3},
    NumberSetting{"sloppy_sctp", &SettingValues::sloppy_sctp, kLeast, kMost},
    NumberSetting{"sloppy_tcp", &SettingValues::sloppy_tcp, kLeast, kMost},
    NumberSetting{"snat_reroute", &SettingValues::snat_reroute, kLeast, kMost},
    NumberSetting{"sync_persist_mode", &SettingValues::sync_persist_mode, kLeast, kMost},
    NumberSetting{"sync_ports", &SettingValues::sync_ports, 1, 64},
    NumberSetting{"sync_qlen_max", &SettingValues::sync_qlen_max, 0, kMost},
    NumberSetting{"sync_refresh_period", &SettingValues::sync_refresh_period, 0, kMost},
    NumberSetting{"sync_retries", &SettingValues::sync_retries, 0, 3},
    NumberSetting{"sync_sock_size", &SettingValues::sync_sock_size, kLeast, kMost},
    NumberSetting{"sync_version", &SettingValues::sync_version, 0, 1},
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<int> to_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error bad_value(std::string_view name, std::string_view value, const std::string& expected) {
  return {EINVAL, "setting " + std::string(name) + ": \"" + std::string(value) +
                      "\" was given, expected " + expected};
}

Status set_number(SettingValues& values, const NumberSetting& setting, std::string_view text) {
  const auto number = to_number(text);
  if (!number || *number < setting.min || *number > setting.max) {
    return bad_value(
        setting.name, text,
        "a number from " + std::to_string(setting.min) + " to " + std::to_string(setting.max));
  }
  if (setting.name == "sync_ports" && !std::has_single_bit(static_cast<unsigned>(*number))) {
    return bad_value(setting.name, text, "a power of two from 1 to 64");
  }
  values.*setting.value = *number;
  return {};
}

// The kernel's rule: 0 <= threshold < period, or a period of 0.
Status set_sync_threshold(SettingValues& values, std::string_view text) {
  const auto gap = text.find_first_of(" \t");
  const auto threshold = to_number(text.substr(0, gap));
  const auto period = to_number(trimmed(gap == text.npos ? std::string_view{} : text.substr(gap)));
  if (!threshold || !period || *threshold < 0 || *period < 0 ||
      (*period != 0 && *threshold >= *period)) {
    return bad_value("sync_threshold", text,
                     "two numbers, the threshold below the period, or a period of 0");
  }
  values.sync_threshold = *threshold;
  values.sync_period = *period;
  return {};
}

Status set_cpulist(SettingValues& values, std::string_view text) {
  if (text.find_first_not_of("0123456789,-") != text.npos) {
    return bad_value("est_cpulist", text, "CPU numbers and ranges such as 0-3,8");
  }
  values.est_cpulist = text;
  return {};
}

// Up to eight port numbers with commas between them; none: FTP is not read along.
Status set_ftp_ports(SettingValues& values, std::string_view text) {
  std::array<std::uint16_t, 8> ports{};
  std::size_t count = 0;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto port = to_number(text.substr(0, comma));
    if (!port || *port < 1 || *port > 65535 || count == ports.size()) {
      return bad_value("ftp_ports", text, "up to eight ports from 1 to 65535, as 21,2121");
    }
    ports[count++] = static_cast<std::uint16_t>(*port);
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
  }
  values.ftp_ports = ports;
  return {};
}

std::string text_of(const std::array<std::uint16_t, 8>& ports) {
  std::string text;
  for (const std::uint16_t port : ports) {
    if (port != 0) text += (text.empty() ? "" : ",") + std::to_string(port);
  }
  return text;
}

}  // namespace

Status Settings::set(std::string_view name, std::string_view value) {
  ++generation_;
  return change(name, value);
}

bool Settings::is_ftp_port(std::uint16_t port) const {
  return port != 0 && std::ranges::find(values_.ftp_ports, port) != values_.ftp_ports.end();
}

Status Settings::change(std::string_view name, std::string_view value) {
  const std::string_view text = trimmed(value);
  if (name == "sync_threshold") return set_sync_threshold(values_, text);
  if (name == "ftp_ports") return set_ftp_ports(values_, text);
  if (name == "est_cpulist") return set_cpulist(values_, text);
  const auto* setting = std::ranges::find(kNumbers, name, &NumberSetting::name);
  if (setting == kNumbers.end()) {
    return Error{ENOENT, "there is no setting named \"" + std::string(name) + "\""};
  }
  return set_number(values_, *setting, text);
}

std::vector<std::pair<std::string, std::string>> Settings::list() const {
  std::vector<std::pair<std::string, std::string>> result;
  result.reserve(kNumbers.size() + 3);
  for (const NumberSetting& setting : kNumbers) {
    result.emplace_back(setting.name, std::to_string(values_.*setting.value));
  }
  result.emplace_back("est_cpulist", values_.est_cpulist);
  result.emplace_back("ftp_ports", text_of(values_.ftp_ports));
  result.emplace_back("sync_threshold", std::to_string(values_.sync_threshold) + " " +
                                            std::to_string(values_.sync_period));
  std::ranges::sort(result);
  return result;
}

}  // namespace nicvs::soft
