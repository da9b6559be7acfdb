// SPDX-License-Identifier: Apache-2.0
#include "host/config/load.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace nicvs::config;

namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    std::string name = (std::filesystem::temp_directory_path() / "lvs.cf.XXXXXX").string();
    const int fd = mkstemp(name.data());
    REQUIRE(fd >= 0);
    path = name;
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::string path;
};

}  // namespace

TEST_CASE("a file is loaded, and each of its faults is a line of the error", "[config][load]") {
  const TemporaryFile good("serial_no = 1\n");
  CHECK(load(good.path, numeric_resolver()));
  const TemporaryFile bad("heartbeat = 2\nkeepalive = x\n");
  const auto loaded = load(bad.path, numeric_resolver());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == EINVAL);
  CHECK(loaded.error().text.find(bad.path + ":1: boolean expected") == 0);
  CHECK(loaded.error().text.find("\n" + bad.path + ":2: integer expected") != std::string::npos);
}

TEST_CASE("an empty or missing file is an error", "[config][load]") {
  const TemporaryFile empty("");
  CHECK(load(empty.path, numeric_resolver()).error().text.find("Empty configuration") !=
        std::string::npos);
  const auto missing = load("/nonexistent/lvs.cf", numeric_resolver());
  CHECK(missing.error().code == ENOENT);
  CHECK(missing.error().text.find("I/O error while reading configuration") != std::string::npos);
}
