// SPDX-License-Identifier: Apache-2.0
// The state of parsing one command: one method for each option that carries a meaning.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "host/ipvs/command.hpp"
#include "host/ipvs/option_reader.hpp"

namespace nicvs::ipvs {

// What is wrong, or nullopt.
using Fault = std::optional<UsageError>;

inline Fault usage_fault(std::string text) { return UsageError{std::move(text), kUsageExit}; }

class Parser {
 public:
  Parser(std::span<const std::string> words, const Resolver& resolver);
  std::variant<Command, UsageError> parse();

  // Called through the table of options, in the order in which the options were given. `text` is
  // the option's argument and empty for one without.
  Fault set_service(Protocol protocol, const std::string& text);
  Fault set_fwmark(const std::string& text);
  Fault set_fwmark_family(const std::string& text);
  Fault set_scheduler(const std::string& text);
  Fault set_netmask(const std::string& text);
  Fault set_one_packet(const std::string& text);
  Fault set_persistence_engine(const std::string& text);
  Fault set_sched_flags(const std::string& text);
  Fault set_server(const std::string& text);
  Fault set_method(ForwardMethod method);
  Fault set_weight(const std::string& text);
  Fault set_upper_threshold(const std::string& text);
  Fault set_lower_threshold(const std::string& text);
  Fault set_tunnel_type(const std::string& text);
  Fault set_tunnel_port(const std::string& text);
  Fault set_tunnel_flags(std::uint16_t flags);
  Fault set_interface(const std::string& text);
  Fault set_sync_id(const std::string& text);
  Fault set_group(const std::string& text);
  Fault set_mcast_port(const std::string& text);
  Fault set_ttl(const std::string& text);
  Fault set_max_length(const std::string& text);
  Fault set_persistent(const std::optional<std::string>& text);

 private:
  // An address with an optional port, as options -t, -u and -r take it.
  struct Endpoint {
    IpAddress address;
    std::optional<std::uint16_t> port;
  };
  std::optional<Endpoint> parse_endpoint(const std::string& text) const;
  std::optional<std::uint16_t> parse_port(const std::string& text) const;

  Fault read_verb();
  Fault set_role(const std::optional<std::string>& text);
  Fault read_options();
  Fault apply(int row);
  Fault read_timeouts();
  Fault check_service() const;
  Fault finish_server();
  Fault check_list() const;
  Fault resolve_sched_flags();
  UsageError try_help() const;

  const Resolver& resolver_;
  OptionReader reader_;
  Command command_;
  std::string sched_flags_;
};

}  // namespace nicvs::ipvs
