// SPDX-License-Identifier: Apache-2.0
// A logger for tests that have to give one; it writes to stderr.
#pragma once

#include <spdlog/sinks/stdout_sinks.h>

#include <memory>

namespace nicvs::test {

inline spdlog::logger& test_log() {
  static spdlog::logger log("test", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return log;
}

}  // namespace nicvs::test
