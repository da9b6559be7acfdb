// SPDX-License-Identifier: Apache-2.0
// READ FIRST: nicvsd, from the command line to the event loop and back. The one place that knows
// which engine does the work.
#include <asio/io_context.hpp>
#include <chrono>
#include <csignal>
#include <iostream>

#include "host/nicvsd/configuration.hpp"
#include "host/nicvsd/daemon.hpp"
#include "host/nicvsd/director.hpp"
#include "host/nicvsd/log.hpp"
#include "host/nicvsd/options.hpp"

namespace {

using namespace nicvs;

constexpr int kEnvironmentError = 1;
constexpr int kConfigurationError = 2;

// What the operator wrote is wrong, rather than what the machine offers.
bool is_configuration_error(int code) {
  return code == EINVAL || code == ENOENT || code == ESRCH || code == ERANGE ||
         code == EAFNOSUPPORT;
}

int fail(spdlog::logger& log, const Error& error, int code) {
  log.critical("{}", error.text);
  return code;
}

rpc::StatusReport report_of(const nicvsd::Director& director,
                            const nicvsd::Configuration& configuration,
                            std::chrono::steady_clock::time_point started) {
  rpc::StatusReport report;
  report.version = NICVS_VERSION;
  const auto uptime = std::chrono::steady_clock::now() - started;
  report.uptime_s =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(uptime).count());
  report.ports = director.ports();
  report.health = configuration.health();
  report.sync = director.sync_counters();
  report.configuration = configuration.status();
  return report;
}

int check(const std::string& file) {
  const auto checked = nicvsd::check_file(file);
  if (!checked) {
    std::cerr << checked.error().text << '\n';
    return kConfigurationError;
  }
  for (const std::string& note : checked->notes) std::cerr << file << ": " << note << '\n';
  std::cout << checked->rules;
  return 0;
}

int run(const nicvsd::Options& options) {
  const auto log = nicvsd::make_log(options.log_level, options.log_format);
  const auto started = std::chrono::steady_clock::now();
  asio::io_context io;

  auto director = nicvsd::Director::create(io, options, *log);
  if (!director) {
    const int code = director.error().code;
    return fail(*log, director.error(),
                is_configuration_error(code) ? kConfigurationError : kEnvironmentError);
  }

  auto configuration = nicvsd::Configuration::create(io, (*director)->plane(), options, *log);
  if (!configuration) return fail(*log, configuration.error(), kConfigurationError);

  nicvsd::DaemonParts parts{
      .plane = (*director)->plane(),
      .steer = [&director] { (*director)->steer(); },
      .tick =
          [&] {
            (*director)->tick();
            (*configuration)->tick();
          },
      .reload = [&configuration] { return (*configuration)->reload(); },
      .status = {[&, started] { return report_of(**director, **configuration, started); },
                 [&director](dp::Reason reason) { return (*director)->lost(reason); }},
      .sync = &(*director)->sync(),
  };
  auto daemon = nicvsd::Daemon::create(io, options.run_dir, std::move(parts), *log);
  if (!daemon) return fail(*log, daemon.error(), kEnvironmentError);

  // Frames flow only now: a second nicvsd has been refused before it touched a port.
  const Status status = (*director)->start(options);
  if (!status) return fail(*log, status.error(), kEnvironmentError);
  (*configuration)->start();
  (*daemon)->run();
  (*configuration)->stop();
  (*director)->stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto parsed = nicvs::nicvsd::parse_options(argc, argv);
  if (const auto* ending = std::get_if<nicvs::nicvsd::Ending>(&parsed)) {
    (ending->code == 0 ? std::cout : std::cerr) << ending->text;
    return ending->code;
  }
  const auto& options = std::get<nicvs::nicvsd::Options>(parsed);
  return options.check_file.empty() ? run(options) : check(options.check_file);
}
