// SPDX-License-Identifier: Apache-2.0
// Programs of the system run by nicvs-run against a director.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/ipvs/console.hpp"

namespace nicvs::test {

// Runs `nicvs-run WORDS...` with nicvsd's folder and libraries of the tests preloaded, and waits
// for its end.
Printed run_wrapped(const std::string& run_dir, const std::vector<std::string>& words,
                    const std::string& input = "",
                    const std::vector<std::string>& libraries = {NICVS_TEST_NAMES});

}  // namespace nicvs::test
