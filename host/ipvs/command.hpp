// SPDX-License-Identifier: Apache-2.0
// READ FIRST. The ipvsadm command grammar: words in, one Command or one message out.
//
//   auto parsed = ipvs::parse_command(words, resolver);   // words[0] is the program's name
//
// Options, the order of the checks, texts and exit codes are those of ipvsadm 1.31 (observed).
// Differences: a fwmark above 2^31-1 is shown unsigned, and help texts are ours.
#pragma once

#include <bitset>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "host/ipvs/resolver.hpp"
#include "nicvs/service.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::ipvs {

enum class Verb {
  AddService,
  EditService,
  DeleteService,
  Clear,
  AddServer,
  EditServer,
  DeleteServer,
  List,
  Zero,
  SetTimeouts,
  StartDaemon,
  StopDaemon,
  Restore,
  Save,
  Help,
  Version,
};

// The order is the one in which ipvsadm checks options against the verb.
enum class Option {
  Numeric,
  Connection,
  Service,
  Scheduler,
  Persistent,
  Netmask,
  Server,
  ForwardMethod,
  Weight,
  UpperThreshold,
  LowerThreshold,
  McastInterface,
  Timeout,
  Daemon,
  Stats,
  Rate,
  Thresholds,
  PersistentConn,
  NoSort,
  SyncId,
  Exact,
  OnePacket,
  PersistenceEngine,
  SchedFlags,
  McastGroup,
  McastPort,
  McastTtl,
  SyncMaxlen,
  TunInfo,
  TunType,
  TunPort,
  TunNoChecksum,
  TunChecksum,
  TunRemoteChecksum,
  Count_,
};

class OptionSet {
 public:
  OptionSet() = default;
  OptionSet(std::initializer_list<Option> options) {
    for (const Option option : options) insert(option);
  }
  bool has(Option option) const { return bits_[static_cast<std::size_t>(option)]; }
  bool has_any_of(const OptionSet& other) const { return (bits_ & other.bits_).any(); }
  void insert(Option option) { bits_.set(static_cast<std::size_t>(option)); }

 private:
  std::bitset<static_cast<std::size_t>(Option::Count_)> bits_;
};

struct Command {
  std::string program;  // as called, for texts that name it
  Verb verb = Verb::List;
  OptionSet options;
  ServiceSpec service;  // its key is valid if Option::Service was given
  DestSpec dest;
  Timeouts timeouts;
  SyncDaemon daemon;
};

// Why the words are no command. A restore goes on after an unknown option word and ends at
// everything else, as ipvsadm's does.
struct UsageError {
  std::string text;  // without the final newline
  int exit_code;     // 2 or 255
  enum class Restore { Continues, Ends } restore = Restore::Ends;
};

constexpr int kUsageExit = 2;
constexpr int kFailureExit = 255;  // ipvsadm's -1: the kernel refused, or the words are no options

// words[0] is the program's name; without further words the command is List.
std::variant<Command, UsageError> parse_command(std::span<const std::string> words,
                                                const Resolver& resolver);

}  // namespace nicvs::ipvs
