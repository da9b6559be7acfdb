// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/player.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>

#include "fallback/replay/words.hpp"

namespace nicvs::replay {
namespace {

Error wrong(std::string text) { return {EINVAL, std::move(text)}; }

Error not_understood(const std::string& word, const std::string& expected) {
  return wrong("'" + word + "': expected " + expected);
}

// Seconds as written ("60", "0.5"), to the nearest nanosecond; at most ten years.
std::optional<soft::Time> parse_seconds(std::string_view word) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), seconds);
  constexpr double kTenYears = 3650.0 * 86400.0;
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  if (!(seconds >= 0 && seconds <= kTenYears)) return std::nullopt;
  return soft::Time(std::llround(seconds * 1e9));
}

std::optional<Protocol> mark_protocol(std::string_view word) {
  if (word == "any") return Protocol::Ip;
  if (word == "tcp") return Protocol::Tcp;
  if (word == "udp") return Protocol::Udp;
  if (word == "sctp") return Protocol::Sctp;
  return std::nullopt;
}

// "80", "8000-8080" or "*".
bool parse_ports(std::string_view word, MarkRule& rule) {
  if (word == "*") return true;
  const auto dash = word.find('-');
  const auto first = parse_number(word.substr(0, dash), 65535);
  const auto last = dash == word.npos ? first : parse_number(word.substr(dash + 1), 65535);
  if (!first || !last || *first > *last) return false;
  rule.first_port = static_cast<std::uint16_t>(*first);
  rule.last_port = static_cast<std::uint16_t>(*last);
  return true;
}

}  // namespace

struct Player::Entry {
  std::string_view command;
  std::size_t least;  // words behind the command
  std::size_t most;
  std::string_view usage;
  Status (Player::*play)(const ScenarioLine&, const Words&);
};

const std::vector<Player::Entry>& Player::entries() {
  constexpr std::size_t kAny = ~std::size_t{0};
  static const std::vector<Entry> table = {
      {"port", 2, 4, "NAME MAC [mtu N]", &Player::port},
      {"addr", 2, 2, "NAME ADDRESS/LENGTH", &Player::addr},
      {"arp", 3, 3, "NAME ADDRESS MAC", &Player::arp},
      {"route", 2, 2, "PREFIX/LENGTH GATEWAY", &Player::route},
      {"set", 2, 3, "KEY VALUE", &Player::set},
      {"mark", 4, 4, "PROTO DST[/LEN] PORT[-PORT] MARK", &Player::mark},
      {"ipvs", 1, kAny, "ARGUMENTS", &Player::ipvs},
      {"tx", 2, 3, "NAME HEX [LABEL]", &Player::tx},
      {"send", 2, kAny, "NAME TEXT", &Player::send},
      {"adv", 1, 1, "SECONDS", &Player::adv},
      {"at", 1, 1, "SECONDS", &Player::at},
      {"conns", 0, 1, "[LABEL]", &Player::conns},
      {"list", 0, kAny, "[LABEL] [ARGUMENTS]", &Player::list},
      {"expect", 1, kAny, "NAME HEX, NAME TEXT or none", &Player::expect},
      {"expect-conns", 0, 0, "no words on this line and indented rows below", &Player::expect},
      {"expect-list", 0, 0, "no words on this line and indented rows below", &Player::expect},
  };
  return table;
}

Status Player::play(const std::vector<ScenarioLine>& lines, const std::string& name) {
  for (const ScenarioLine& line : lines) {
    if (Status played = play_line(line); !played) {
      return Error{played.error().code,
                   name + ":" + std::to_string(line.number) + ": " + played.error().text};
    }
  }
  report_.end();
  return {};
}

Status Player::play_line(const ScenarioLine& line) {
  const auto& table = entries();
  const auto entry = std::find_if(table.begin(), table.end(),
                                  [&](const Entry& e) { return e.command == line.command; });
  if (entry == table.end()) {
    std::string names;
    for (const Entry& known : table) names += " " + std::string(known.command);
    return not_understood(line.command, "a command, one of" + names);
  }
  const auto words = split_words(line.rest);
  if (!words) return words.error();
  if (words->size() < entry->least || words->size() > entry->most) {
    return wrong(line.command + ": expected " + std::string(entry->usage));
  }
  return (this->*entry->play)(line, *words);
}

Status Player::port(const ScenarioLine&, const Words& words) {
  const auto mac = parse_mac(words[1]);
  if (!mac) return not_understood(words[1], "a MAC address");
  std::uint32_t mtu = 1500;
  if (words.size() > 2) {
    const auto given =
        words.size() == 4 && words[2] == "mtu" ? parse_number(words[3], 65535) : std::nullopt;
    if (!given || *given < 68) return wrong("port: expected mtu 68..65535 behind the MAC address");
    mtu = static_cast<std::uint32_t>(*given);
  }
  return director_.add_port(words[0], *mac, mtu);
}

Status Player::addr(const ScenarioLine&, const Words& words) {
  const auto network = IpPrefix::parse(words[1]);
  const auto address = IpAddress::parse(words[1].substr(0, words[1].find('/')));
  if (!network || !address) return not_understood(words[1], "ADDRESS/LENGTH");
  return director_.add_address(words[0], *address, *network);
}

Status Player::arp(const ScenarioLine&, const Words& words) {
  const auto address = IpAddress::parse(words[1]);
  if (!address) return not_understood(words[1], "an IP address");
  const auto mac = parse_mac(words[2]);
  if (!mac) return not_understood(words[2], "a MAC address");
  return director_.add_neighbour(words[0], *address, *mac);
}

Status Player::route(const ScenarioLine&, const Words& words) {
  const auto destination = IpPrefix::parse(words[0]);
  if (!destination) return not_understood(words[0], "PREFIX/LENGTH");
  const auto gateway = IpAddress::parse(words[1]);
  if (!gateway) return not_understood(words[1], "the gateway's IP address");
  return director_.add_route(*destination, *gateway);
}

Status Player::set(const ScenarioLine&, const Words& words) {
  const std::string value = words.size() == 3 ? words[1] + " " + words[2] : words[1];
  Status done = director_.set(words[0], value);
  if (done) return done;
  return wrong("set " + words[0] + " " + value + ": expected a setting with a fitting value (" +
               done.error().text + ")");
}

Status Player::mark(const ScenarioLine&, const Words& words) {
  MarkRule rule;
  const auto protocol = mark_protocol(words[0]);
  if (!protocol) return not_understood(words[0], "tcp, udp, sctp or any");
  rule.protocol = *protocol;
  const auto dst = IpPrefix::parse(words[1]);
  if (!dst) return not_understood(words[1], "ADDRESS or PREFIX/LENGTH");
  rule.dst = *dst;
  if (!parse_ports(words[2], rule)) return not_understood(words[2], "PORT, PORT-PORT or *");
  const auto mark = parse_number(words[3], 0xffffffff);
  if (!mark || *mark == 0) return not_understood(words[3], "a mark from 1 to 4294967295");
  rule.mark = static_cast<std::uint32_t>(*mark);
  return director_.add_mark_rule(rule);
}

Status Player::ipvs(const ScenarioLine& line, const Words&) {
  Event event{.kind = Event::Kind::Command, .line = line.number, .time = director_.now()};
  event.command = line.rest;
  event.result = director_.ipvs(line.rest);
  report_.event(event);
  return {};
}

Status Player::arrive(const ScenarioLine& line, const std::string& port_name, Bytes frame,
                      std::string label) {
  auto out = director_.receive(port_name, frame);
  if (!out) return out.error();
  Event event{.kind = Event::Kind::Frame, .line = line.number, .time = director_.now()};
  event.label = std::move(label);
  event.port = port_name;
  event.frame = std::move(frame);
  event.out = *std::move(out);
  report_.event(event);
  return {};
}

Status Player::tx(const ScenarioLine& line, const Words& words) {
  const auto frame = parse_hex(words[1]);
  if (!frame) return not_understood(words[1], "a frame as hexadecimal digits");
  return arrive(line, words[0], *frame, words.size() == 3 ? words[2] : "");
}

Status Player::send(const ScenarioLine& line, const Words& words) {
  const auto macs = director_.mac_rules(words[0], MacRules::Direction::Arriving);
  if (!macs) return macs.error();
  const auto layers = parse_layers(std::string_view(line.rest).substr(words[0].size()));
  if (!layers) return layers.error();
  auto frame = to_frame(*layers, *macs);
  if (!frame) return frame.error();
  return arrive(line, words[0], *std::move(frame), "");
}

Status Player::pass_time(const ScenarioLine& line, soft::Time until) {
  Event event{.kind = Event::Kind::Time, .line = line.number};
  event.out = director_.advance_to(until);
  event.time = director_.now();
  report_.event(event);
  return {};
}

Status Player::adv(const ScenarioLine& line, const Words& words) {
  const auto seconds = parse_seconds(words[0]);
  if (!seconds) return not_understood(words[0], "seconds");
  return pass_time(line, director_.now() + *seconds);
}

Status Player::at(const ScenarioLine& line, const Words& words) {
  const auto seconds = parse_seconds(words[0]);
  if (!seconds || *seconds < director_.now()) {
    return not_understood(words[0], "seconds from the start, not before the present time");
  }
  return pass_time(line, *seconds);
}

Status Player::conns(const ScenarioLine& line, const Words& words) {
  Event event{.kind = Event::Kind::Conns, .line = line.number, .time = director_.now()};
  if (!words.empty()) event.label = words[0];
  event.result.text = director_.conns();
  report_.event(event);
  return {};
}

Status Player::list(const ScenarioLine& line, const Words& words) {
  Event event{.kind = Event::Kind::List, .line = line.number, .time = director_.now()};
  std::string arguments = line.rest;
  if (!words.empty() && !words[0].starts_with('-')) {
    event.label = words[0];
    arguments = arguments.substr(words[0].size());
  }
  event.result = director_.ipvs("-L -n " + arguments);
  report_.event(event);
  return {};
}

Status Player::expect(const ScenarioLine& line, const Words&) {
  return report_.expect({line.number, line.command, line.rest, line.block}, director_);
}

}  // namespace nicvs::replay
