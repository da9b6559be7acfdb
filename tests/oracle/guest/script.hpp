// SPDX-License-Identifier: Apache-2.0
// Plays one command file in the guest. Its language is that of docs/SCENARIOS.md, reduced by the
// driver (rig/script.py): frames only as `tx PORT HEX`, no labels, no expectations, and a line
// `start` where time 0 is.
#pragma once

#include <filesystem>

namespace nicvs::oracle {

// Writes one JSON object a command to results: {"line":N,...}, N counted from 1 over every line of
// the script. "fault" says that the guest could not do the command; the last line is {"end":true}.
//   ipvs, list, conns: "rc", "text";  tx: "out";  adv, at: "out" with what left since the last
//   frame
void play(const std::filesystem::path& script, const std::filesystem::path& results);

}  // namespace nicvs::oracle
