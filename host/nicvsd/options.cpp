// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/options.hpp"

#include <CLI/CLI.hpp>
#include <map>

#include "host/rpc/mark_text.hpp"
#include "host/rpc/status_api.hpp"

namespace nicvs::nicvsd {
namespace {

constexpr int kUsageError = 2;

// What is left to check after CLI11: texts with a grammar of their own.
struct Texts {
  std::vector<std::string> marks;
  std::vector<std::string> settings;
};

void add_engine_options(CLI::App& app, Options& options) {
  const std::map<std::string, Io> ios{
      {"auto", Io::Auto}, {"af_xdp", Io::AfXdp}, {"af_packet", Io::AfPacket}};
  app.add_option("--engine", options.engine, "Body that forwards frames")
      ->check(CLI::IsMember({"soft"}))
      ->capture_default_str();
  app.add_option("--io", options.io, "How frames come in: auto, af_xdp or af_packet [auto]")
      ->transform(CLI::Transformer(ios, CLI::ignore_case).description(""));
  const std::map<std::string, Accel> accels{{"none", Accel::None}, {"xdp", Accel::Xdp}};
  app.add_option("--accel", options.accel,
                 "Who forwards established conns: xdp, in the driver, or none [xdp]")
      ->transform(CLI::Transformer(accels, CLI::ignore_case).description(""));
  app.add_option("--port", options.ports, "Interface to serve; repeat it [every one that is up]")
      ->type_name("IF")
      ->allow_extra_args(false);
  app.add_option("--workers", options.workers, "Threads that forward frames")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--conns", options.conns, "Conns that the table can hold")
      ->check(CLI::Range(64, 16 << 20))
      ->capture_default_str();
}

void add_table_options(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("--lvs-cf", options.lvs_cf, "Configuration in piranha's format; SIGHUP reloads it")
      ->type_name("FILE");
  app.add_option("--rules", options.rules, "ipvsadm-save lines to apply at start")
      ->type_name("FILE");
  app.add_option("--mark", texts.marks,
                 "Classifier rule \"PROTO DST[/LEN] PORT[-PORT] MARK\"; repeat it")
      ->type_name("RULE")
      ->allow_extra_args(false);
  app.add_option("--set", texts.settings, "A setting of net.ipv4.vs as name=value; repeat it")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--manage-vips", options.manage_vips,
               "Put the VIPs of the lvs.cf on their interfaces and take them off at the end");
}

void add_process_options(CLI::App& app, Options& options) {
  const std::map<std::string, LogFormat> formats{{"text", LogFormat::Text},
                                                 {"json", LogFormat::Json}};
  app.add_option("--run-dir", options.run_dir, "Directory of the sockets and the lock")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option("--log-level", options.log_level, "Least severe messages to log")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}))
      ->capture_default_str();
  app.add_option("--log-format", options.log_format, "text (key=value) or json [text]")
      ->transform(CLI::Transformer(formats, CLI::ignore_case).description(""));
  app.add_flag("--foreground")
      ->description("Accepted for init scripts that say so: nicvsd never forks")
      ->configurable(false);
  app.add_option("--check", options.check_file,
                 "Check an lvs.cf, print its rules as ipvsadm-save lines, and end")
      ->type_name("FILE")
      ->configurable(false);
  app.set_config("--config", "", "Read options from a file of name = value lines");
  app.set_version_flag("--version", "nicvsd " NICVS_VERSION);
}

Status take_texts(const Texts& texts, Options& options) {
  for (const std::string& text : texts.marks) {
    const auto rule = rpc::parse_mark_rule(text);
    if (!rule) return Error{kUsageError, "--mark: " + rule.error().text};
    options.marks.push_back(*rule);
  }
  for (const std::string& text : texts.settings) {
    auto setting = rpc::parse_setting(text);
    if (!setting) return Error{kUsageError, "--set: " + setting.error().text};
    options.settings.push_back(*std::move(setting));
  }
  return {};
}

}  // namespace

std::variant<Options, Ending> parse_options(int argc, const char* const* argv) {
  CLI::App app("NICVS director: balances TCP, UDP and SCTP as IPVS does.", "nicvsd");
  Options options;
  Texts texts;
  add_engine_options(app, options);
  add_table_options(app, options, texts);
  add_process_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream text;
    const int code = app.exit(error, text, text);
    return Ending{code == 0 ? 0 : kUsageError, text.str()};
  }
  if (const Status status = take_texts(texts, options); !status) {
    return Ending{kUsageError, status.error().text + "\n"};
  }
  return options;
}

}  // namespace nicvs::nicvsd
