// SPDX-License-Identifier: Apache-2.0
// A sentence about one place of a configuration file.
#pragma once

#include <string>

namespace nicvs::config {

struct Diagnostic {
  std::string file;
  unsigned line = 0;  // from 1; 0 = the file as a whole
  std::string text;

  // "lvs.cf:12: integer expected: ..."
  std::string to_string() const {
    return file + (line == 0 ? ": " : ":" + std::to_string(line) + ": ") + text;
  }
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

}  // namespace nicvs::config
