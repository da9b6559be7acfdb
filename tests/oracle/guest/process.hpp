// SPDX-License-Identifier: Apache-2.0
// Child processes of the guest.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace nicvs::oracle {

struct Ended {
  int status = 0;    // exit status; 128 + signal; -1 if the child could not be started
  std::string text;  // what it wrote to stdout and stderr
};

// Runs words[0] without a shell and waits: an exec takes tens of milliseconds in the guest.
Ended run(const std::vector<std::string>& words);

// fork() that sleeps and tries again while the process table is full.
pid_t fork_patiently();

}  // namespace nicvs::oracle
