// SPDX-License-Identifier: Apache-2.0
// The tests that the table of compatibility names exist.
#include <fnmatch.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

// "conn/no-service", and "conn" for their folder.
std::vector<std::string> scenarios() {
  const fs::path root = NICVS_SOURCE_DIR "/tests/scenario";
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    fs::path name = fs::relative(entry.path(), root);
    if (entry.is_directory() || name.extension() == ".scn") {
      names.push_back(name.replace_extension().string());
    }
  }
  return names;
}

// What stands between backticks behind "oracle:" or "scenario:", up to the next semicolon.
std::vector<std::string> named_in(const std::string& row) {
  std::vector<std::string> names;
  for (const std::string kind : {"oracle: ", "scenario: "}) {
    for (std::size_t at = row.find(kind); at != row.npos; at = row.find(kind, at + 1)) {
      const std::string list = row.substr(at, row.find(';', at) - at);
      for (std::size_t open = list.find('`'); open != list.npos;) {
        const std::size_t close = list.find('`', open + 1);
        REQUIRE(close != list.npos);
        names.push_back(list.substr(open + 1, close - open - 1));
        open = list.find('`', close + 1);
      }
    }
  }
  return names;
}

bool matches_any(const std::string& pattern, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (fnmatch(pattern.c_str(), name.c_str(), 0) == 0) return true;
  }
  return pattern == "sync_interop";  // a program of tests/oracle
}

}  // namespace

TEST_CASE("every scenario that shows how compatible NICVS is exists", "[docs]") {
  const std::vector<std::string> known = scenarios();
  std::ifstream file(NICVS_SOURCE_DIR "/docs/COMPATIBILITY.md");
  std::size_t named = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() != '|') continue;
    for (const std::string& name : named_in(line)) {
      INFO("docs/COMPATIBILITY.md names " << name);
      CHECK(matches_any(name, known));
      ++named;
    }
  }
  CHECK(named > 50);
}
