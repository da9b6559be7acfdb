// SPDX-License-Identifier: Apache-2.0
// The expected state tables as text, in the shape of the specification: rows are events, columns
// are present states by their two-letter abbreviations.
#pragma once

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace nicvs::test {

// next["syn"]["ES"] == "ES"
using StateTable = std::map<std::string, std::map<std::string, std::string>>;

inline std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) {
    words.push_back(word);
  }
  return words;
}

// First line: the columns; then one row per event.
inline StateTable read_table(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> columns;
  StateTable table;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) {
      continue;
    }
    if (columns.empty()) {
      columns = words;
      continue;
    }
    if (words.size() != columns.size() + 1) {
      throw std::runtime_error("row of the wrong length: " + line);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      table[words[0]][columns[i]] = words[i + 1];
    }
  }
  return table;
}

// `base` with the rows of `rows` in place of its own.
inline StateTable with_rows(StateTable base, const StateTable& rows) {
  for (const auto& [event, row] : rows) {
    base.at(event) = row;
  }
  return base;
}

}  // namespace nicvs::test
