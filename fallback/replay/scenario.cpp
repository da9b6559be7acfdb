// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/scenario.hpp"

#include "fallback/replay/words.hpp"

namespace nicvs::replay {
namespace {

bool takes_block(const ScenarioLine& line) {
  return line.command == "expect-conns" || line.command == "expect-list";
}

}  // namespace

std::vector<ScenarioLine> read_scenario(std::istream& text) {
  std::vector<ScenarioLine> lines;
  std::string raw;
  for (unsigned number = 1; std::getline(text, raw); ++number) {
    const std::string_view content = content_of(raw);
    if (content.empty()) continue;
    const bool is_indented = raw.front() == ' ' || raw.front() == '\t';
    if (is_indented && !lines.empty() && takes_block(lines.back())) {
      lines.back().block.push_back(with_single_blanks(content));
      continue;
    }
    const auto end = content.find_first_of(" \t");
    ScenarioLine line{number, std::string(content.substr(0, end)), {}, {}};
    if (end != content.npos) line.rest = content_of(content.substr(end));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace nicvs::replay
