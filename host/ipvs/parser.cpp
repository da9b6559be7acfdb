// SPDX-License-Identifier: Apache-2.0
// The tables of verbs and options, and the order in which everything is checked.
#include "host/ipvs/parser.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "host/ipvs/command_rules.hpp"
#include "host/ipvs/help.hpp"
#include "host/ipvs/numbers.hpp"

namespace nicvs::ipvs {
namespace {

constexpr std::int64_t kMaxTimeout = 2678400;       // seconds, 31 days
constexpr std::uint32_t kDefaultPersistence = 360;  // seconds

struct VerbRow {
  const char* name;
  char letter;
  unsigned argument;
  Verb verb;
};

constexpr std::array kVerbs = {
    VerbRow{"add-service", 'A', POPT_ARG_NONE, Verb::AddService},
    VerbRow{"edit-service", 'E', POPT_ARG_NONE, Verb::EditService},
    VerbRow{"delete-service", 'D', POPT_ARG_NONE, Verb::DeleteService},
    VerbRow{"clear", 'C', POPT_ARG_NONE, Verb::Clear},
    VerbRow{"list", 'L', POPT_ARG_NONE, Verb::List},
    VerbRow{nullptr, 'l', POPT_ARG_NONE, Verb::List},
    VerbRow{"zero", 'Z', POPT_ARG_NONE, Verb::Zero},
    VerbRow{"add-server", 'a', POPT_ARG_NONE, Verb::AddServer},
    VerbRow{"edit-server", 'e', POPT_ARG_NONE, Verb::EditServer},
    VerbRow{"delete-server", 'd', POPT_ARG_NONE, Verb::DeleteServer},
    VerbRow{"set", '\0', POPT_ARG_NONE, Verb::SetTimeouts},
    VerbRow{"start-daemon", '\0', POPT_ARG_STRING, Verb::StartDaemon},
    VerbRow{"stop-daemon", '\0', POPT_ARG_STRING, Verb::StopDaemon},
    VerbRow{"restore", 'R', POPT_ARG_NONE, Verb::Restore},
    VerbRow{"save", 'S', POPT_ARG_NONE, Verb::Save},
    VerbRow{"help", 'h', POPT_ARG_NONE, Verb::Help},
    VerbRow{"version", '\0', POPT_ARG_NONE, Verb::Version},
};

using Argument = std::optional<std::string>;

struct OptionRow {
  const char* name;
  char letter;
  unsigned argument;
  std::optional<Option> option;  // counted: given twice is a fault
  Fault (*apply)(Parser& parser, const Argument& text);
};

Fault nothing(Parser&, const Argument&) { return std::nullopt; }

template <Fault (Parser::*method)(const std::string&)>
Fault call(Parser& parser, const Argument& text) {
  return (parser.*method)(text.value_or(""));
}

template <Protocol protocol>
Fault service(Parser& parser, const Argument& text) {
  return parser.set_service(protocol, text.value_or(""));
}

template <ForwardMethod method>
Fault forward_by(Parser& parser, const Argument&) {
  return parser.set_method(method);
}

template <std::uint16_t flags>
Fault tunnel_flags(Parser& parser, const Argument&) {
  return parser.set_tunnel_flags(flags);
}

Fault persistent(Parser& parser, const Argument& text) { return parser.set_persistent(text); }

constexpr unsigned kNone = POPT_ARG_NONE;
constexpr unsigned kText = POPT_ARG_STRING;
constexpr unsigned kMaybeText = POPT_ARG_STRING | POPT_ARGFLAG_OPTIONAL;

const std::array kOptions = {
    OptionRow{"tcp-service", 't', kText, Option::Service, &service<Protocol::Tcp>},
    OptionRow{"udp-service", 'u', kText, Option::Service, &service<Protocol::Udp>},
    OptionRow{"sctp-service", '\0', kText, Option::Service, &service<Protocol::Sctp>},
    OptionRow{"fwmark-service", 'f', kText, Option::Service, &call<&Parser::set_fwmark>},
    OptionRow{"ipv6", '6', kNone, std::nullopt, &call<&Parser::set_fwmark_family>},
    OptionRow{"scheduler", 's', kText, Option::Scheduler, &call<&Parser::set_scheduler>},
    OptionRow{"persistent", 'p', kMaybeText, Option::Persistent, &persistent},
    OptionRow{"netmask", 'M', kText, Option::Netmask, &call<&Parser::set_netmask>},
    OptionRow{"ops", 'o', kNone, Option::OnePacket, &call<&Parser::set_one_packet>},
    OptionRow{"pe", '\0', kText, Option::PersistenceEngine, &call<&Parser::set_persistence_engine>},
    OptionRow{"sched-flags", 'b', kText, Option::SchedFlags, &call<&Parser::set_sched_flags>},
    OptionRow{"real-server", 'r', kText, Option::Server, &call<&Parser::set_server>},
    OptionRow{"masquerading", 'm', kNone, Option::ForwardMethod, &forward_by<ForwardMethod::Nat>},
    OptionRow{"ipip", 'i', kNone, Option::ForwardMethod, &forward_by<ForwardMethod::Tun>},
    OptionRow{"gatewaying", 'g', kNone, Option::ForwardMethod, &forward_by<ForwardMethod::Dr>},
    OptionRow{"weight", 'w', kText, Option::Weight, &call<&Parser::set_weight>},
    OptionRow{"u-threshold", 'x', kText, Option::UpperThreshold,
              &call<&Parser::set_upper_threshold>},
    OptionRow{"l-threshold", 'y', kText, Option::LowerThreshold,
              &call<&Parser::set_lower_threshold>},
    OptionRow{"tun-type", '\0', kText, Option::TunType, &call<&Parser::set_tunnel_type>},
    OptionRow{"tun-port", '\0', kText, Option::TunPort, &call<&Parser::set_tunnel_port>},
    OptionRow{"tun-nocsum", '\0', kNone, Option::TunNoChecksum,
              &tunnel_flags<tunnel_flag::kNoChecksum>},
    OptionRow{"tun-csum", '\0', kNone, Option::TunChecksum, &tunnel_flags<tunnel_flag::kChecksum>},
    OptionRow{"tun-remcsum", '\0', kNone, Option::TunRemoteChecksum,
              &tunnel_flags<tunnel_flag::kRemoteChecksum>},
    OptionRow{"numeric", 'n', kNone, Option::Numeric, &nothing},
    OptionRow{"connection", 'c', kNone, Option::Connection, &nothing},
    OptionRow{"timeout", '\0', kNone, Option::Timeout, &nothing},
    OptionRow{"daemon", '\0', kNone, Option::Daemon, &nothing},
    OptionRow{"stats", '\0', kNone, Option::Stats, &nothing},
    OptionRow{"rate", '\0', kNone, Option::Rate, &nothing},
    OptionRow{"thresholds", '\0', kNone, Option::Thresholds, &nothing},
    OptionRow{"persistent-conn", '\0', kNone, Option::PersistentConn, &nothing},
    OptionRow{"tun-info", '\0', kNone, Option::TunInfo, &nothing},
    OptionRow{"nosort", '\0', kNone, Option::NoSort, &nothing},
    OptionRow{"sort", '\0', kNone, std::nullopt, &nothing},
    OptionRow{"exact", 'X', kNone, Option::Exact, &nothing},
    OptionRow{"mcast-interface", '\0', kText, Option::McastInterface,
              &call<&Parser::set_interface>},
    OptionRow{"syncid", '\0', kText, Option::SyncId, &call<&Parser::set_sync_id>},
    OptionRow{"mcast-group", '\0', kText, Option::McastGroup, &call<&Parser::set_group>},
    OptionRow{"mcast-port", '\0', kText, Option::McastPort, &call<&Parser::set_mcast_port>},
    OptionRow{"mcast-ttl", '\0', kText, Option::McastTtl, &call<&Parser::set_ttl>},
    OptionRow{"sync-maxlen", '\0', kText, Option::SyncMaxlen, &call<&Parser::set_max_length>},
};

// What popt returns: verbs first, then options, counted from 1.
constexpr int kFirstVerb = 1;
constexpr int kFirstOption = kFirstVerb + static_cast<int>(kVerbs.size());

const poptOption* popt_table() {
  static const std::vector<poptOption> table = [] {
    std::vector<poptOption> rows;
    int value = kFirstVerb;
    const auto add = [&](const auto& row) {
      rows.push_back({row.name, row.letter, row.argument, nullptr, value++, nullptr, nullptr});
    };
    for (const VerbRow& row : kVerbs) add(row);
    for (const OptionRow& row : kOptions) add(row);
    rows.push_back({nullptr, '\0', 0, nullptr, 0, nullptr, nullptr});
    return rows;
  }();
  return table.data();
}

std::optional<std::uint32_t> parse_timeout(const std::string& text, std::int64_t min) {
  const auto seconds = parse_number(text, min, kMaxTimeout);
  if (!seconds) return std::nullopt;
  return static_cast<std::uint32_t>(*seconds);
}

Fault timeout_fault(const std::string& text) {
  return usage_fault(fmt::format("invalid timeout value `{}' specified", text));
}

}  // namespace

Parser::Parser(std::span<const std::string> words, const Resolver& resolver)
    : resolver_(resolver), reader_(words, popt_table()) {
  command_.program = words.empty() ? "" : words.front();
}

std::variant<Command, UsageError> Parser::parse() {
  if (auto fault = read_verb()) return *fault;
  if (command_.verb == Verb::Help || command_.verb == Verb::Version) return command_;
  if (auto fault = read_options()) return *fault;
  if (auto sentence = check_options(command_.verb, command_.options)) {
    return UsageError{*sentence, kUsageExit};
  }
  if (auto fault = check_service()) return *fault;
  if (auto fault = finish_server()) return *fault;
  if (auto fault = check_list()) return *fault;
  return command_;
}

UsageError Parser::try_help() const { return {try_help_text(command_.program), kFailureExit}; }

Fault Parser::read_verb() {
  const auto value = reader_.next();
  if (!value || *value >= kFirstOption) return try_help();
  command_.verb = kVerbs[static_cast<std::size_t>(*value - kFirstVerb)].verb;
  if (command_.verb != Verb::StartDaemon && command_.verb != Verb::StopDaemon) return std::nullopt;
  return set_role(reader_.argument());
}

Fault Parser::read_options() {
  while (const auto value = reader_.next()) {
    if (*value < kFirstOption) {
      return usage_fault(fmt::format("invalid option `{}'", reader_.current_word()));
    }
    if (auto fault = apply(*value - kFirstOption)) return fault;
  }
  if (auto text = reader_.error()) {
    return UsageError{*text, kFailureExit, UsageError::Restore::Continues};
  }
  if (command_.verb == Verb::SetTimeouts) {
    if (auto fault = read_timeouts()) return fault;
  }
  if (const auto word = reader_.next_plain_word()) {
    return usage_fault("unexpected argument " + *word);
  }
  return resolve_sched_flags();
}

Fault Parser::apply(int row) {
  const OptionRow& option = kOptions[static_cast<std::size_t>(row)];
  const Argument text = reader_.argument();
  if (option.option) {
    if (command_.options.has(*option.option)) {
      return usage_fault(fmt::format("multiple '{}' options specified", name_of(*option.option)));
    }
    command_.options.insert(*option.option);
  }
  return option.apply(*this, text);
}

Fault Parser::read_timeouts() {
  std::vector<std::string> words;
  while (words.size() < 3) {
    const auto word = reader_.next_plain_word();
    if (!word) return usage_fault("--set option requires 3 timeout values");
    words.push_back(*word);
  }
  Timeouts& timeouts = command_.timeouts;
  const std::array targets = {&timeouts.tcp, &timeouts.tcp_fin, &timeouts.udp};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto seconds = parse_timeout(words[i], 0);
    if (!seconds) return timeout_fault(words[i]);
    *targets[i] = *seconds;
  }
  return std::nullopt;
}

Fault Parser::set_persistent(const std::optional<std::string>& text) {
  const auto seconds = text ? parse_timeout(*text, 1) : kDefaultPersistence;
  if (!seconds) return timeout_fault(*text);
  command_.service.flags |= service_flag::kPersistent;
  command_.service.persistence_timeout = *seconds;
  return std::nullopt;
}

Fault Parser::check_list() const {
  using enum Option;
  if (command_.verb != Verb::List) return std::nullopt;
  const OptionSet& given = command_.options;
  const bool is_table = given.has_any_of({Stats, Rate, Thresholds});
  const bool has_conflict = given.has(Connection) ? is_table
                                                  : given.has_any_of({Timeout, Daemon}) &&
                                                        (is_table || given.has(PersistentConn));
  return has_conflict ? usage_fault("options conflicts in the list command") : std::nullopt;
}

std::variant<Command, UsageError> parse_command(std::span<const std::string> words,
                                                const Resolver& resolver) {
  if (words.size() < 2) {
    Command list;
    list.program = words.empty() ? "" : words.front();
    return list;
  }
  return Parser(words, resolver).parse();
}

}  // namespace nicvs::ipvs
