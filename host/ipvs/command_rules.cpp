// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/command_rules.hpp"

#include <fmt/format.h>

#include <array>

#include "host/ipvs/rule_words.hpp"

namespace nicvs::ipvs {
namespace {

constexpr std::size_t kOptionCount = static_cast<std::size_t>(Option::Count_);

constexpr std::array<const char*, kOptionCount> kNames = {
    "numeric",
    "connection",
    "service-address",
    "scheduler",
    "persistent",
    "netmask",
    "real-server",
    "forwarding-method",
    "weight",
    "u-threshold",
    "l-threshold",
    "mcast-interface",
    "timeout",
    "daemon",
    "stats",
    "rate",
    "thresholds",
    "persistent-conn",
    "nosort",
    "syncid",
    "exact",
    "ops",
    "pe",
    "sched-flags",
    "mcast-group",
    "mcast-port",
    "mcast-ttl",
    "sync-maxlen",
    "tun-info",
    "tun-type",
    "tun-port",
    "tun-nocsum",
    "tun-csum",
    "tun-remcsum",
};

struct Rules {
  const char* name;  // as the sentences name the verb
  OptionSet required;
  OptionSet allowed;
  OptionSet one_of;  // at most one of these
};

const OptionSet kNothing;

const Rules& rules_of(Verb verb) {
  using enum Option;
  static const OptionSet service_options = {Scheduler, Persistent,        Netmask,
                                            OnePacket, PersistenceEngine, SchedFlags};
  static const OptionSet server_options = {ForwardMethod,  Weight,      UpperThreshold,
                                           LowerThreshold, TunType,     TunPort,
                                           TunNoChecksum,  TunChecksum, TunRemoteChecksum};
  // Indexed by Verb; Help and Version are answered before their options are looked at.
  static const std::array<Rules, 14> table = {{
      {"add-service", {Service}, service_options, kNothing},
      {"edit-service", {Service}, service_options, kNothing},
      {"delete-service", {Service}, kNothing, kNothing},
      {"flush", kNothing, kNothing, kNothing},
      {"add-server", {Service, Server}, server_options, kNothing},
      {"edit-server", {Service, Server}, server_options, kNothing},
      {"delete-server", {Service, Server}, kNothing, kNothing},
      {"list",
       kNothing,
       {Numeric, Stats, Rate, Thresholds, PersistentConn, NoSort, SyncId, Exact, TunInfo},
       {Connection, Service, Timeout, Daemon}},
      {"zero", kNothing, {Service}, kNothing},
      {"set", kNothing, kNothing, kNothing},
      {"start-daemon",
       kNothing,
       {McastInterface, SyncId, McastGroup, McastPort, McastTtl, SyncMaxlen},
       kNothing},
      {"stop-daemon", kNothing, {SyncId}, kNothing},
      {"restore", kNothing, kNothing, kNothing},
      {"save", kNothing, {Numeric}, kNothing},
  }};
  return table[static_cast<std::size_t>(verb)];
}

}  // namespace

const char* name_of(Option option) { return kNames[static_cast<std::size_t>(option)]; }

std::optional<std::string> check_options(Verb verb, const OptionSet& given) {
  const Rules& rules = rules_of(verb);
  std::optional<Option> chosen;
  for (std::size_t i = 0; i < kOptionCount; ++i) {
    const auto option = static_cast<Option>(i);
    if (!given.has(option)) {
      if (!rules.required.has(option)) continue;
      return fmt::format("You need to supply the '{}' option for the '{}' command", name_of(option),
                         rules.name);
    }
    if (rules.required.has(option) || rules.allowed.has(option)) continue;
    if (!rules.one_of.has(option)) {
      return fmt::format("Illegal '{}' option with the '{}' command", name_of(option), rules.name);
    }
    if (chosen) {
      return fmt::format("The option '{}' conflicts with the '{}' option in the '{}' command",
                         name_of(option), name_of(*chosen), rules.name);
    }
    chosen = option;
  }
  return std::nullopt;
}

std::optional<std::string> check_tunnel_options(TunnelType type, const OptionSet& given) {
  using enum Option;
  static const std::array<OptionSet, 3> checksums = {
      kNothing, {TunNoChecksum, TunChecksum, TunRemoteChecksum}, {TunNoChecksum, TunChecksum}};
  const char* type_name = tunnel_type_text(type);
  if (type == TunnelType::Gue && !given.has(TunPort)) {
    return fmt::format("You need to supply the '{}' option for the '{}' tunnel type",
                       name_of(TunPort), type_name);
  }
  if (type != TunnelType::Gue && given.has(TunPort)) {
    return fmt::format("Illegal '{}' option with the '{}' tunnel type", name_of(TunPort),
                       type_name);
  }
  std::optional<Option> chosen;
  for (const Option option : {TunNoChecksum, TunChecksum, TunRemoteChecksum}) {
    if (!given.has(option)) continue;
    if (!checksums[static_cast<std::size_t>(type)].has(option)) {
      return fmt::format("Illegal '{}' option with the '{}' tunnel type", name_of(option),
                         type_name);
    }
    if (chosen) {
      return fmt::format("The option '{}' conflicts with the '{}' option in the '{}' tunnel type",
                         name_of(option), name_of(*chosen), type_name);
    }
    chosen = option;
  }
  return std::nullopt;
}

}  // namespace nicvs::ipvs
