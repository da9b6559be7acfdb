// SPDX-License-Identifier: Apache-2.0
// READ FIRST. nicvsadm without its process: words, the daemon's folder and streams in, exit code
// out.
#pragma once

#include <span>
#include <string>

#include "host/ipvs/run.hpp"

namespace nicvs::admin {

// Commands go to nicvsd through <run_dir>/control.sock, conns and status come from
// <run_dir>/status.sock. As in ipvsadm, the director is contacted before the words are judged; only
// help and version need none. Exit codes: see ipvs::run; 2 also if no director answers.
int run_program(std::span<const std::string> words, const std::string& run_dir,
                const ipvs::Streams& streams, const ipvs::Resolver& resolver);

}  // namespace nicvs::admin
