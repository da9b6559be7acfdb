// SPDX-License-Identifier: Apache-2.0
// nicvs-replay: plays a scenario, or captured frames, on an engine without any network.
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "fallback/replay/check_report.hpp"
#include "fallback/replay/json_report.hpp"
#include "fallback/replay/pcap_pair.hpp"
#include "fallback/replay/pcap_report.hpp"
#include "fallback/replay/player.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::replay;

constexpr int kFailed = 1;  // an expectation was not met
constexpr int kWrong = 2;   // the file or the command line is wrong

struct Arguments {
  std::string scenario;
  PcapPair pair;
  std::string pcap_directory;
  std::string engine = "soft";
  std::string accelerator = "none";
  std::uint64_t seed = 1;
  bool is_json = false;
};

int complain(const std::string& text) {
  std::cerr << "nicvs-replay: " << text << (text.ends_with('\n') ? "" : "\n");
  return kWrong;
}

Status play_with(Report& report, const Arguments& arguments, Director& director,
                 const std::vector<ScenarioLine>& lines) {
  if (arguments.pcap_directory.empty()) {
    return Player(director, report).play(lines, arguments.scenario);
  }
  PcapReport recorder(arguments.pcap_directory, report);
  if (Status played = Player(director, recorder).play(lines, arguments.scenario); !played) {
    return played;
  }
  return recorder.status();
}

int play_scenario(const Arguments& arguments, Director& director) {
  std::ifstream file(arguments.scenario);
  if (!file) return complain(arguments.scenario + ": " + std::strerror(errno));
  const auto lines = read_scenario(file);
  if (arguments.is_json) {
    JsonReport json(std::cout);
    const Status played = play_with(json, arguments, director, lines);
    return played ? 0 : complain(played.error().text);
  }
  CheckReport check(std::cout, arguments.scenario);
  const Status played = play_with(check, arguments, director, lines);
  if (!played) return complain(played.error().text);
  std::cout << arguments.scenario << ": " << check.checks() << " expectations, " << check.failures()
            << " failures";
  if (arguments.accelerator != "none") {
    std::cout << ", " << director.accelerated_frames() << " frames accelerated";
  }
  std::cout << "\n";
  return check.failures() == 0 ? 0 : kFailed;
}

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("SCENARIO", arguments.scenario, "scenario file (*.scn)");
  app.add_flag("--json", arguments.is_json, "print one JSON object a line, ignore expectations");
  app.add_option("--engine", arguments.engine, "soft or sim")
      ->check(CLI::IsMember({"soft", "sim"}));
  app.add_option("--accel", arguments.accelerator, "none, or native: the XDP program's way, here")
      ->check(CLI::IsMember({"none", "native"}));
  app.add_option("--pcap", arguments.pcap_directory, "write DIR/PORT.pcap for every port");
  app.add_option("--seed", arguments.seed, "of hash keys and random choices (default 1)");
  const std::string group = "Captured frames instead of a scenario";
  auto* client = app.add_option("--client", arguments.pair.client, "pcap of the clients' frames");
  client->group(group)->excludes("SCENARIO");
  for (auto [name, value, text] :
       {std::tuple{"--server", &arguments.pair.server, "pcap of the servers' frames"},
        std::tuple{"--rules", &arguments.pair.rules, "ipvsadm-save lines"},
        std::tuple{"--net", &arguments.pair.net, "port, addr, arp and route lines"},
        std::tuple{"--out", &arguments.pair.out, "directory for the frames that leave"}}) {
    app.add_option(name, *value, text)->group(group)->needs(client);
  }
  for (const char* name : {"--rules", "--net", "--out"}) client->needs(app.get_option(name));
}

Status accelerate(Director& director, std::uint64_t seed) {
  constexpr std::size_t kConns = 1 << 14;
  auto accelerator = soft::NativeAccelerator::create(kConns, {seed, seed});
  if (!accelerator) return Error{ENOMEM, "no memory for the accelerator"};
  return director.accelerate(std::move(accelerator));
}

int run(const Arguments& arguments) {
  if (arguments.engine == "sim") {
    return complain("engine sim: this program was built without it");
  }
  if (arguments.scenario.empty() && arguments.pair.client.empty()) {
    return complain("expected a scenario file or --client FILE (see --help)");
  }
  auto engine = soft::SoftDataPlane::create(
      {.hash_key = {arguments.seed, arguments.seed}, .random_seed = arguments.seed});
  if (!engine) return complain(engine.error().text);
  Director director(*std::move(engine));
  if (arguments.accelerator == "native") {
    if (Status on = accelerate(director, arguments.seed); !on) return complain(on.error().text);
  }
  if (!arguments.scenario.empty()) return play_scenario(arguments, director);
  const Status played = play_pcaps(arguments.pair, director, std::cout);
  return played ? 0 : complain(played.error().text);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Plays frames on a NICVS engine in virtual time, without a network.",
               "nicvs-replay");
  Arguments arguments;
  add_options(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrong;
  }
  return run(arguments);
}
