// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/conn_text.hpp"

#include <fmt/format.h>
#include <linux/ip_vs.h>

#include <array>
#include <charconv>
#include <iterator>

#include "nicvs/dp/names.hpp"

namespace nicvs::ipvs {
namespace {

std::string_view protocol_text(Protocol protocol) {
  const std::string_view name = dp::protocol_name(protocol);
  return name.empty() ? "UNKNOWN" : name;
}

void append_endpoint(std::string& out, const IpAddress& address, std::uint16_t port) {
  const auto& word = address.value.word;
  auto to = std::back_inserter(out);
  if (address.family == Family::Ipv4) {
    fmt::format_to(to, "{:08X} {:04X} ", word[0], port);
    return;
  }
  for (std::size_t i = 0; i < word.size(); ++i) {
    fmt::format_to(to, "{}{:04x}:{:04x}", i == 0 ? "" : ":", word[i] >> 16, word[i] & 0xffff);
  }
  fmt::format_to(to, " {:04X} ", port);
}

void append_start(std::string& out, const ConnInfo& conn) {
  fmt::format_to(std::back_inserter(out), "{:<3} ", protocol_text(conn.protocol));
  append_endpoint(out, conn.client, conn.client_port);
  append_endpoint(out, conn.virtual_address, conn.virtual_port);
  append_endpoint(out, conn.dest, conn.dest_port);
}

// Takes words off the front of a line.
class WordCursor {
 public:
  explicit WordCursor(std::string_view line) : rest_(line) {}

  // Empty at the end.
  std::string_view next() {
    const auto begin = std::min(rest_.find_first_not_of(" \t"), rest_.size());
    const auto end = std::min(rest_.find_first_of(" \t", begin), rest_.size());
    const std::string_view word = rest_.substr(begin, end - begin);
    rest_.remove_prefix(end);
    return word;
  }

  template <class Number>
  bool next_number(Number& value, int base) {
    const std::string_view word = next();
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
    return error == std::errc{} && end == word.data() + word.size();
  }

  bool next_endpoint(IpAddress& address, std::uint16_t& port) {
    const std::string_view word = next();
    if (word.find(':') != word.npos) {
      const auto parsed = IpAddress::parse(word);
      if (!parsed || parsed->family != Family::Ipv6) return false;
      address = *parsed;
    } else {
      std::uint32_t value = 0;
      const char* last = word.data() + word.size();
      const auto [end, error] = std::from_chars(word.data(), last, value, 16);
      if (error != std::errc{} || end != last) return false;
      address = IpAddress::v4(value);
    }
    return next_number(port, 16);
  }

 private:
  std::string_view rest_;
};

}  // namespace

void append_conn_sync_line(std::string& out, const ConnInfo& conn) {
  append_start(out, conn);
  const char* origin = (conn.flags & IP_VS_CONN_F_SYNC) != 0 ? "SYNC" : "LOCAL";
  fmt::format_to(std::back_inserter(out), "{:<11} {:<6} {:>7}", conn.state, origin,
                 conn.expires_in_s);
}

void append_conn_line(std::string& out, const ConnInfo& conn) {
  append_start(out, conn);
  auto to = std::back_inserter(out);
  fmt::format_to(to, "{:<11} {:>7}", conn.state, conn.expires_in_s);
  if (!conn.engine_name.empty()) {
    fmt::format_to(to, " {} {}", conn.engine_name, conn.engine_data);
  }
}

std::optional<ConnLine> parse_conn_line(std::string_view line) {
  WordCursor words(line);
  ConnLine conn;
  conn.protocol = words.next();
  if (!words.next_endpoint(conn.client, conn.client_port) ||
      !words.next_endpoint(conn.virtual_address, conn.virtual_port) ||
      !words.next_endpoint(conn.dest, conn.dest_port)) {
    return std::nullopt;
  }
  conn.state = words.next();
  if (!words.next_number(conn.expires_in_s, 10)) return std::nullopt;
  conn.engine_name = words.next();
  conn.engine_data = words.next();
  return conn;
}

}  // namespace nicvs::ipvs
