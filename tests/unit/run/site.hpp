// SPDX-License-Identifier: Apache-2.0
// The director that nicvs-run's parts find in tests.
#pragma once

#include <cstdlib>

#include "tests/cli/nicvsadm/director.hpp"

namespace nicvs::test {

// The library reads its folder's name once, so all tests share a director; each has its table
// empty.
struct Site {
  Site() {
    static Director director;
    setenv("NICVS_RUN_DIR", director.run_dir().c_str(), 1);
    plane = &director.plane;
    if (!plane->flush()) std::abort();
  }
  MemoryPlane* plane;
};

}  // namespace nicvs::test
