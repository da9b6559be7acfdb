// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/load_rules.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "host/ipvs/error_text.hpp"
#include "host/ipvs/run.hpp"
#include "host/ipvs/words.hpp"

namespace nicvs::ipvs {
namespace {

bool changes_something(Verb verb) {
  return verb != Verb::List && verb != Verb::Save && verb != Verb::Restore && verb != Verb::Help &&
         verb != Verb::Version;
}

Status load_rule(std::vector<std::string> words, IpvsTarget& target, const Resolver& resolver) {
  words.insert(words.begin(), "ipvsadm");
  const auto parsed = parse_command(words, resolver);
  if (const auto* error = std::get_if<UsageError>(&parsed)) return Error{EINVAL, error->text};
  const auto& command = std::get<Command>(parsed);
  if (!changes_something(command.verb)) {
    return Error{EINVAL, "expected a command that adds or changes something, such as -A or -a"};
  }
  const Status status = change(command, target);
  if (status) return {};
  return Error{status.error().code, error_text(command.verb, status.error().code)};
}

}  // namespace

Status load_rules(std::istream& rules, const std::string& name, IpvsTarget& target,
                  const Resolver& resolver) {
  std::string line;
  for (unsigned number = 1; std::getline(rules, line); ++number) {
    std::vector<std::string> words = rule_words(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    const Status status = load_rule(std::move(words), target, resolver);
    if (!status) {
      return Error{status.error().code,
                   fmt::format("{}:{}: {}", name, number, status.error().text)};
    }
  }
  return {};
}

}  // namespace nicvs::ipvs
