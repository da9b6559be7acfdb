// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "tests/oracle/guest/boot.hpp"

namespace nicvs::oracle {
namespace {

constexpr int kForkAttempts = 50;
constexpr unsigned kForkPause_us = 100000;

[[noreturn]] void become(const std::vector<std::string>& words, int output) {
  dup2(open(kNullDevice, O_RDONLY), STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

pid_t fork_patiently() {
  pid_t child = fork();
  for (int attempt = 1; child < 0 && errno == EAGAIN && attempt < kForkAttempts; ++attempt) {
    usleep(kForkPause_us);
    child = fork();
  }
  return child;
}

Ended run(const std::vector<std::string>& words) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {-1, "no pipe"};
  const pid_t child = fork_patiently();
  if (child == 0) become(words, ends[1]);
  close(ends[1]);
  Ended ended;
  std::array<char, 4096> chunk{};
  ssize_t got = 0;
  while ((got = read(ends[0], chunk.data(), chunk.size())) > 0)
    ended.text.append(chunk.data(), static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0) return {-1, "no child process"};
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

}  // namespace nicvs::oracle
