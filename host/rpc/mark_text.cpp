// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/mark_text.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <sstream>

namespace nicvs::rpc {
namespace {

struct ProtocolWord {
  std::string_view word;
  Protocol protocol;
};
constexpr ProtocolWord kProtocols[] = {{"any", Protocol::Ip},
                                       {"tcp", Protocol::Tcp},
                                       {"udp", Protocol::Udp},
                                       {"sctp", Protocol::Sctp}};

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool read_ports(std::string_view text, MarkRule& rule) {
  if (text == "*") return true;
  const std::size_t dash = text.find('-');
  const auto first = number_of<std::uint16_t>(text.substr(0, dash));
  const auto last = dash == text.npos ? first : number_of<std::uint16_t>(text.substr(dash + 1));
  if (!first || !last || *first > *last) return false;
  rule.first_port = *first;
  rule.last_port = *last;
  return true;
}

Error invalid(const std::string& what, const std::string& got) {
  return {EINVAL, "expected " + what + ", got \"" + got + "\""};
}

}  // namespace

Result<MarkRule> parse_mark_rule(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string protocol, dst, ports, mark, surplus;
  if (!(words >> protocol >> dst >> ports >> mark) || words >> surplus) {
    return invalid("PROTO DST[/LEN] PORT[-PORT] MARK", std::string(text));
  }
  MarkRule rule;
  const auto known = std::ranges::find(kProtocols, protocol, &ProtocolWord::word);
  if (known == std::end(kProtocols)) return invalid("tcp, udp, sctp or any", protocol);
  rule.protocol = known->protocol;
  const auto prefix = IpPrefix::parse(dst);
  if (!prefix) return invalid("an address or prefix", dst);
  rule.dst = *prefix;
  if (!read_ports(ports, rule)) return invalid("a port, a range of ports or *", ports);
  const auto value = number_of<std::uint32_t>(mark);
  if (!value || *value == 0) return invalid("a mark from 1 to 4294967295", mark);
  rule.mark = *value;
  return rule;
}

Result<std::vector<MarkRule>> parse_mark_rules(std::string_view text) {
  std::vector<MarkRule> rules;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (unsigned number = 1; std::getline(lines, line); ++number) {
    line.resize(std::min(line.find('#'), line.size()));
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    auto rule = parse_mark_rule(line);
    if (!rule) {
      return Error{EINVAL, "line " + std::to_string(number) + ": " + rule.error().text};
    }
    rules.push_back(*rule);
  }
  return rules;
}

std::string to_string(const MarkRule& rule) {
  const auto known = std::ranges::find(kProtocols, rule.protocol, &ProtocolWord::protocol);
  const std::string protocol(known == std::end(kProtocols) ? "any" : known->word);
  std::string ports = std::to_string(rule.first_port);
  if (rule.first_port == 0 && rule.last_port == UINT16_MAX) {
    ports = "*";
  } else if (rule.last_port != rule.first_port) {
    ports += "-" + std::to_string(rule.last_port);
  }
  return protocol + " " + rule.dst.to_string() + " " + ports + " " + std::to_string(rule.mark);
}

}  // namespace nicvs::rpc
