// SPDX-License-Identifier: Apache-2.0
// READ FIRST. The guest side of the oracle: process 1 of a User-Mode Linux kernel that has the real
// IPVS. It boots what a director needs, plays every *.cmd file of the rig's folder in a network
// namespace of its own, writes the answers beside it as *.out (one JSON object a line), and powers
// the machine off. tests/oracle/rig/guest.py starts it.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>

#include "tests/oracle/guest/boot.hpp"
#include "tests/oracle/guest/process.hpp"
#include "tests/oracle/guest/script.hpp"

namespace {

namespace oracle = nicvs::oracle;

std::set<std::filesystem::path> scripts_in(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".cmd") found.insert(entry.path());
  return found;
}

// A child plays it: its namespace, ports and rules go away with it.
void play_in_child(const std::filesystem::path& script) {
  const pid_t child = oracle::fork_patiently();
  if (child == 0) {
    oracle::enter_fresh_network();
    oracle::play(script, std::filesystem::path(script).replace_extension(".out"));
    _exit(0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
    std::cerr << "oracle guest: " << script << " ended with status " << status << '\n';
}

}  // namespace

int main() {
  if (getpid() != 1) {
    std::cerr << "oracle guest: runs only as process 1 of a User-Mode Linux guest\n";
    return 2;
  }
  const char* shared = std::getenv("ORACLE_DIR");
  const std::string fault = shared == nullptr ? "ORACLE_DIR is not set" : oracle::boot(shared);
  if (fault.empty())
    for (const auto& script : scripts_in(oracle::kSharedFolder)) play_in_child(script);
  else
    std::cerr << "oracle guest: " << fault << '\n';
  oracle::power_off();
}
