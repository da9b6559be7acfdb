// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsadm/program.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "host/ipvs/error_text.hpp"
#include "host/nicvsadm/netlink_target.hpp"
#include "host/nicvsadm/status_client.hpp"
#include "host/nicvsadm/status_text.hpp"

namespace nicvs::admin {
namespace {

bool needs_no_director(std::span<const std::string> words, const ipvs::Resolver& resolver) {
  const auto parsed = ipvs::parse_command(words, resolver);
  const auto* command = std::get_if<ipvs::Command>(&parsed);
  return command != nullptr &&
         (command->verb == ipvs::Verb::Help || command->verb == ipvs::Verb::Version);
}

int say_no_director(const Error& error, const std::string& socket_path, std::ostream& err) {
  const int code = error.code == EACCES ? EPERM : error.code;
  err << fmt::format("Can't initialize ipvs: {}\nIs nicvsd running? (socket {})\n",
                     ipvs::error_text(ipvs::Verb::List, code), socket_path);
  return ipvs::kUsageExit;
}

int run_status(std::span<const std::string> words, const StatusClient& client,
               const ipvs::Streams& streams) {
  const bool wants_json = words.size() == 3 && words[2] == "--json";
  if (words.size() > 2 && !wants_json) {
    streams.err << fmt::format("unexpected argument {}; expected: {} status [--json]\n", words[2],
                               words[0]);
    return ipvs::kUsageExit;
  }
  const auto json = client.get("/status");
  if (!json) return say_no_director(json.error(), client.socket_path(), streams.err);
  if (wants_json) {
    streams.out << *json;
    return 0;
  }
  const auto report = rpc::parse_status(*json);
  if (!report) {
    streams.err << report.error().text << '\n';
    return ipvs::kFailureExit;
  }
  streams.out << status_text(*report);
  return 0;
}

}  // namespace

int run_program(std::span<const std::string> words, const std::string& run_dir,
                const ipvs::Streams& streams, const ipvs::Resolver& resolver) {
  const StatusClient status_client(run_dir + "/status.sock");
  if (words.size() > 1 && words[1] == "status") return run_status(words, status_client, streams);

  const std::string control_path = run_dir + "/control.sock";
  auto client = rpc::NetlinkClient::connect(control_path);
  Status reached;
  if (!client) {
    reached = client.error();
  } else if (const auto info = client->info(); !info) {
    reached = info.error();
  }
  if (!reached && !needs_no_director(words, resolver)) {
    return say_no_director(reached.error(), control_path, streams.err);
  }
  NetlinkTarget target(client ? std::move(*client) : rpc::NetlinkClient(rpc::UniqueFd()),
                       status_client);
  return ipvs::run_words(words, target, streams, resolver);
}

}  // namespace nicvs::admin
