// SPDX-License-Identifier: Apache-2.0
// nicvs-run: becomes another program, whose IPVS is nicvsd's from then on.
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "host/rpc/netlink_client.hpp"
#include "host/run/launch.hpp"

using namespace nicvs;

namespace {

int say(int exit_code, const std::string& sentence) {
  std::cerr << "nicvs-run: " << sentence << '\n';
  return exit_code;
}

Status reach_director(const std::string& run_dir) {
  auto client = rpc::NetlinkClient::connect(run_dir + "/control.sock");
  if (!client) return client.error();
  const auto info = client->info();
  return info ? Status() : info.error();
}

std::string own_folder() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
  const std::string self(path, size > 0 ? static_cast<std::size_t>(size) : 0);
  return self.substr(0, self.rfind('/'));
}

int become(const run::Launch& launch) {
  std::vector<char*> words;
  for (const std::string& word : launch.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  return say(errno == ENOENT ? run::kNotFoundExit : run::kNotExecutableExit,
             launch.words[0] + ": " + std::strerror(errno));
}

int launch_program(const run::Launch& launch) {
  if (const Status reached = reach_director(launch.run_dir); !reached) {
    return say(run::kRefusedExit, "cannot reach nicvsd: " + reached.error().text +
                                      "\nIs nicvsd running? (--run-dir names another folder)");
  }
  const auto library = run::find_library(own_folder());
  if (!library) return say(run::kRefusedExit, library.error().text);
  const auto program = run::find_program(launch.words[0], std::getenv("PATH"));
  if (!program) return say(run::kNotFoundExit, launch.words[0] + ": no such program");
  if (const Status fit = run::check_program(*program); !fit) {
    return say(run::kNotExecutableExit, fit.error().text);
  }
  setenv("LD_PRELOAD", run::preload_value(*library, std::getenv("LD_PRELOAD")).c_str(), 1);
  setenv("NICVS_RUN_DIR", launch.run_dir.c_str(), 1);
  return become(launch);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const char* run_dir = std::getenv("NICVS_RUN_DIR");
  const auto parsed = run::parse_launch(words, run_dir != nullptr ? run_dir : "/run/nicvs");
  if (const auto* ending = std::get_if<run::Ending>(&parsed)) {
    (ending->code == 0 ? std::cout : std::cerr) << ending->text;
    return ending->code;
  }
  return launch_program(std::get<run::Launch>(parsed));
}
