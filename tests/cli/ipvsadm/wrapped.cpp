// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/ipvsadm/wrapped.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace nicvs::test {
namespace {

// The standard streams of a program, as files.
class Streams {
 public:
  explicit Streams(const std::string& input) {
    std::string path = (std::filesystem::temp_directory_path() / "nicvs-run-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder for streams");
    folder_ = path;
    std::ofstream(file("in")) << input;
    posix_spawn_file_actions_init(&actions_);
    constexpr mode_t kMode = 0600;
    const int writes = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions_, 0, file("in").c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, 1, file("out").c_str(), writes, kMode);
    posix_spawn_file_actions_addopen(&actions_, 2, file("err").c_str(), writes, kMode);
  }
  ~Streams() {
    posix_spawn_file_actions_destroy(&actions_);
    std::filesystem::remove_all(folder_);
  }
  Streams(const Streams&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  std::string text(const char* name) const {
    std::ifstream stream(file(name));
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
  }

 private:
  std::string file(const char* name) const { return folder_ + "/" + name; }

  std::string folder_;
  posix_spawn_file_actions_t actions_;
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Printed run_wrapped(const std::string& run_dir, const std::vector<std::string>& words,
                    const std::string& input, const std::vector<std::string>& libraries) {
  const Streams streams(input);
  std::vector<std::string> all = {NICVS_RUN_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<std::string> variables = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
                                        "NICVS_RUN_DIR=" + run_dir, "LD_PRELOAD="};
  for (const std::string& library : libraries) variables.back() += library + ":";
  pid_t child = 0;
  const int error = posix_spawn(&child, all[0].c_str(), streams.actions(), nullptr,
                                pointers_to(all).data(), pointers_to(variables).data());
  if (error != 0) throw std::runtime_error(std::string("nicvs-run: ") + std::strerror(error));
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
    throw std::runtime_error("the program under nicvs-run did not end by itself");
  }
  return {WEXITSTATUS(status), streams.text("out"), streams.text("err")};
}

}  // namespace nicvs::test
