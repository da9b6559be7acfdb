// SPDX-License-Identifier: Apache-2.0
// Runs a test program or a load monitor of the operator's.
#pragma once

#include <asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "host/health/dialogue.hpp"

namespace nicvs::health {

struct ProgramResult {
  bool has_timed_out = false;
  int exit_status = -1;  // as the shell's $?: 128 + n after signal n; -1 if it could not be run
  std::string output;    // standard output, at most 4096 bytes, without its last newline
};

// `command` as replace_tokens() made it, run by /bin/sh in a process group of its own, which is
// killed as a whole when the shell ends, at the timeout, or when the test is cancelled: nothing is
// left behind. No signal handler is needed. done is called once, later, and may destroy the test.
// Control thread only.
std::unique_ptr<RunningTest> start_program(asio::io_context& io, const std::string& command,
                                           std::chrono::seconds timeout,
                                           std::function<void(ProgramResult)> done);

// %h = the server's address, %p = its port, %% = %.
std::string replace_tokens(const std::string& command, const DestKey& server);

}  // namespace nicvs::health
