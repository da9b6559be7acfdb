// SPDX-License-Identifier: Apache-2.0
// nicvsadm: ipvsadm's commands, and `status`, for a running nicvsd. What it does: program.hpp.
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "host/nicvsadm/program.hpp"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> words(argv, argv + argc);
  const char* run_dir = std::getenv("NICVS_RUN_DIR");
  return nicvs::admin::run_program(words, run_dir != nullptr ? run_dir : "/run/nicvs",
                                   {std::cin, std::cout, std::cerr},
                                   nicvs::ipvs::system_resolver());
}
