// SPDX-License-Identifier: Apache-2.0
// The daemon's log: one line a message on stderr, as key=value pairs or as JSON.
//
//   time=2026-01-31T12:00:00.123Z level=info msg="port eth0: AF_XDP native"
//   {"time":"2026-01-31T12:00:00.123Z","level":"info","msg":"port eth0: AF_XDP native"}
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "host/nicvsd/options.hpp"

namespace nicvs::nicvsd {

// Thread-safe. `sink` is for tests; nullptr = stderr.
std::shared_ptr<spdlog::logger> make_log(const std::string& level, LogFormat format,
                                         spdlog::sink_ptr sink = nullptr);

}  // namespace nicvs::nicvsd
