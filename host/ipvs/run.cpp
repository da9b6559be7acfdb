// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/run.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "host/ipvs/error_text.hpp"
#include "host/ipvs/help.hpp"
#include "host/ipvs/list_conns.hpp"
#include "host/ipvs/list_services.hpp"
#include "host/ipvs/save.hpp"
#include "host/ipvs/words.hpp"

namespace nicvs::ipvs {
namespace {

constexpr int kListExit = 1;

// Whether a restore reads on after a command.
enum class Next { Continue, End };

struct Outcome {
  int exit_code = 0;
  Next next = Next::Continue;
};

std::string daemon_text(const SyncDaemon& daemon) {
  std::string text = fmt::format("{} sync daemon (mcast={}, syncid={}",
                                 daemon.role == SyncDaemon::Role::Master ? "master" : "backup",
                                 daemon.interface, daemon.sync_id);
  if (daemon.max_length != 0) text += fmt::format(", maxlen={}", daemon.max_length);
  if (daemon.group) text += ", group=" + daemon.group->to_string();
  if (daemon.port != 0) text += fmt::format(", port={}", daemon.port);
  if (daemon.ttl != 0) text += fmt::format(", ttl={}", daemon.ttl);
  return text + ")\n";
}

Status list_timeouts(IpvsTarget& target, std::ostream& out) {
  const auto timeouts = target.timeouts();
  if (!timeouts) return timeouts.error();
  out << fmt::format("Timeout (tcp tcpfin udp): {} {} {}\n", timeouts->tcp, timeouts->tcp_fin,
                     timeouts->udp);
  return {};
}

Status list_daemons(IpvsTarget& target, std::ostream& out) {
  const auto daemons = target.daemons();
  if (!daemons) return daemons.error();
  for (const SyncDaemon& daemon : *daemons) out << daemon_text(daemon);
  return {};
}

}  // namespace

Status change(const Command& command, IpvsTarget& target) {
  const ServiceKey& key = command.service.key;
  switch (command.verb) {
    case Verb::AddService:
      return target.add_service(command.service);
    case Verb::EditService:
      return target.edit_service(command.service);
    case Verb::DeleteService:
      return target.delete_service(key);
    case Verb::Clear:
      return target.flush();
    case Verb::AddServer:
      return target.add_dest(key, command.dest);
    case Verb::EditServer:
      return target.edit_dest(key, command.dest);
    case Verb::DeleteServer:
      return target.delete_dest(key, command.dest);
    case Verb::Zero:
      return target.zero(command.options.has(Option::Service) ? &key : nullptr);
    case Verb::SetTimeouts:
      return target.set_timeouts(command.timeouts);
    case Verb::StartDaemon:
      return target.start_daemon(command.daemon);
    case Verb::StopDaemon:
      return target.stop_daemon(command.daemon);
    default:
      return Error{EINVAL, "this command changes nothing"};
  }
}

namespace {

// Runs the commands of one program call.
class Runner {
 public:
  Runner(IpvsTarget& target, const Streams& streams, const Resolver& resolver)
      : target_(target), streams_(streams), resolver_(resolver) {}

  Outcome words(std::span<const std::string> words) {
    const auto parsed = parse_command(words, resolver_);
    if (const auto* error = std::get_if<UsageError>(&parsed)) {
      streams_.err << error->text << '\n';
      const bool continues = error->restore == UsageError::Restore::Continues;
      return {error->exit_code, continues ? Next::Continue : Next::End};
    }
    return command(std::get<Command>(parsed));
  }

  Outcome command(const Command& command) {
    switch (command.verb) {
      case Verb::Help:
        streams_.out << help_text(command.program);
        return {0, Next::End};
      case Verb::Version:
        streams_.out << version_text();
        return {0, Next::End};
      case Verb::List:
        return list(command);
      case Verb::Save:
        return answer(command, save_rules(target_, names(command), streams_.out));
      case Verb::Restore:
        return restore(command.program);
      default:
        return answer(command, change(command, target_));
    }
  }

 private:
  const Resolver* names(const Command& command) const {
    return command.options.has(Option::Numeric) ? nullptr : &resolver_;
  }

  Outcome answer(const Command& command, const Status& status) {
    if (status) return {};
    streams_.err << error_text(command.verb, status.error().code) << '\n';
    return {kFailureExit};
  }

  Outcome list(const Command& command) {
    Status status;
    if (command.options.has(Option::Connection)) {
      status = list_conns(command, target_, resolver_, streams_.out);
      if (status) return {};
      streams_.err << status.error().text << '\n';
      return {kListExit, Next::End};
    }
    if (command.options.has(Option::Timeout)) {
      status = list_timeouts(target_, streams_.out);
    } else if (command.options.has(Option::Daemon)) {
      status = list_daemons(target_, streams_.out);
    } else {
      status = list_services(command, target_, resolver_, streams_.out);
    }
    if (status) return {};
    streams_.err << error_text(command.verb, status.error().code) << '\n';
    return {kListExit, Next::End};
  }

  // A restore within a restore would read its own input.
  Outcome restore(const std::string& program) {
    if (is_restoring_) {
      streams_.err << try_help_text(program) << '\n';
      return {kFailureExit, Next::End};
    }
    is_restoring_ = true;
    Outcome last;
    std::string line;
    while (last.next == Next::Continue && std::getline(streams_.in, line)) {
      std::vector<std::string> line_words = rule_words(line);
      if (line_words.empty()) continue;
      line_words.insert(line_words.begin(), program);
      last = words(line_words);
    }
    return last;
  }

  IpvsTarget& target_;
  const Streams& streams_;
  const Resolver& resolver_;
  bool is_restoring_ = false;
};

}  // namespace

int run(const Command& command, IpvsTarget& target, const Streams& streams,
        const Resolver& resolver) {
  return Runner(target, streams, resolver).command(command).exit_code;
}

int run_words(std::span<const std::string> words, IpvsTarget& target, const Streams& streams,
              const Resolver& resolver) {
  return Runner(target, streams, resolver).words(words).exit_code;
}

}  // namespace nicvs::ipvs
