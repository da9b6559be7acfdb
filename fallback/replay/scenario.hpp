// SPDX-License-Identifier: Apache-2.0
// A scenario file as lines: commands with their words, and the indented blocks behind expectations.
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace nicvs::replay {

struct ScenarioLine {
  unsigned number = 0;             // from 1
  std::string command;             // the first word
  std::string rest;                // what follows, without comment
  std::vector<std::string> block;  // of expect-conns and expect-list: lines with single blanks
};

// Empty lines and comments are left out. Indented lines belong to the expect-conns or expect-list
// before them; elsewhere indentation means nothing.
std::vector<ScenarioLine> read_scenario(std::istream& text);

}  // namespace nicvs::replay
