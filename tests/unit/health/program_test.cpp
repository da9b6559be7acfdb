// SPDX-License-Identifier: Apache-2.0
// Test programs: what they print and return, and that nothing of them stays behind.
#include "host/health/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <optional>

namespace {

using namespace std::chrono_literals;
using nicvs::DestKey;
using nicvs::IpAddress;
using nicvs::health::ProgramResult;
using nicvs::health::replace_tokens;
using nicvs::health::start_program;

constexpr auto kLong = 300s;  // never waited for

ProgramResult run(const std::string& command, std::chrono::seconds timeout = kLong) {
  asio::io_context io;
  std::optional<ProgramResult> result;
  const auto test = start_program(io, command, timeout, [&](ProgramResult r) {
    REQUIRE_FALSE(result);
    result = std::move(r);
  });
  CHECK_FALSE(result);  // later, never from within the start
  io.run();
  REQUIRE(result);
  return *result;
}

bool has_children() { return waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD; }

TEST_CASE("a program's output and exit status are those of the shell", "[program]") {
  struct Row {
    const char* command;
    int exit_status;
    const char* output;
  };
  const Row row = GENERATE(values<Row>({
      {"echo OK", 0, "OK"},
      {"printf OK", 0, "OK"},
      {"printf 'a\\n\\n'", 0, "a\n"},
      {"true", 0, ""},
      {"false", 1, ""},
      {"echo bad; exit 3", 3, "bad"},
      {"echo hidden >&2", 0, ""},
      {"exec 2>/dev/null; /nonexistent/check", 127, ""},
      {"kill -TERM $$", 143, ""},
      {"cat", 0, ""},  // its input is empty
      {"", 0, ""},
      {"exec >&-; exit 4", 4, ""},  // closing the output is not the end
  }));
  CAPTURE(row.command);
  const ProgramResult result = run(row.command);
  CHECK_FALSE(result.has_timed_out);
  CHECK(result.exit_status == row.exit_status);
  CHECK(result.output == row.output);
  CHECK_FALSE(has_children());
}

TEST_CASE("output is kept up to 4096 bytes and read to its end", "[program]") {
  const ProgramResult result = run("head -c 300000 /dev/zero; exit 5");
  CHECK(result.exit_status == 5);
  CHECK(result.output == std::string(4096, '\0'));
}

TEST_CASE("a program that leaves another behind ends with its own exit", "[program]") {
  const ProgramResult result = run("sleep 1000 & echo $!");
  CHECK(result.exit_status == 0);
  const pid_t left_behind = std::stoi(result.output);
  // Killed with its group; a zombie until init takes it, but no longer running.
  char state = 'R';
  while (kill(left_behind, 0) == 0 && state != 'Z') {
    const std::string path = "/proc/" + std::to_string(left_behind) + "/stat";
    FILE* stat = fopen(path.c_str(), "r");
    if (stat == nullptr) break;
    char found = 'Z';
    if (fscanf(stat, "%*d %*s %c", &found) == 1) state = found;
    fclose(stat);
  }
  SUCCEED("gone");
}

TEST_CASE("a program that hangs or floods is killed at the timeout", "[program]") {
  const char* command = GENERATE("sleep 1000", "sleep 1000 & wait", "trap '' TERM; sleep 1000",
                                 "while :; do echo flood; done");
  CAPTURE(command);
  const ProgramResult result = run(command, 1s);
  CHECK(result.has_timed_out);
  CHECK_FALSE(has_children());
}

TEST_CASE("destroying the test kills the program and forgets its callback", "[program]") {
  asio::io_context io;
  auto test = start_program(io, "sleep 1000", kLong, [](const ProgramResult&) { FAIL("called"); });
  REQUIRE(has_children());
  test.reset();
  CHECK_FALSE(has_children());
  io.run();
}

TEST_CASE("the callback may destroy its own test", "[program]") {
  asio::io_context io;
  int calls = 0;
  std::unique_ptr<nicvs::health::RunningTest> test;
  test = start_program(io, "true", kLong, [&](const ProgramResult&) {
    ++calls;
    test.reset();
  });
  io.run();
  CHECK(calls == 1);
}

TEST_CASE("a program inherits no descriptors and no blocked or ignored signals", "[program]") {
  const int inherited = fcntl(STDERR_FILENO, F_DUPFD, 77);  // not closed at exec
  REQUIRE(inherited >= 77);
  const std::string name = "/proc/self/fd/" + std::to_string(inherited);
  const auto former_pipe = signal(SIGPIPE, SIG_IGN);
  sigset_t blocked;
  sigset_t former;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &former);
  CHECK(run("test -e " + name + " && echo open || echo closed").output == "closed");
  CHECK(run("kill -TERM $$; echo alive").exit_status == 128 + SIGTERM);
  CHECK(run("kill -PIPE $$; echo alive").exit_status == 128 + SIGPIPE);
  sigprocmask(SIG_SETMASK, &former, nullptr);
  signal(SIGPIPE, former_pipe);
  close(inherited);
}

TEST_CASE("children that others started are left to them", "[program]") {
  const pid_t other = fork();
  REQUIRE(other >= 0);
  if (other == 0) _exit(42);
  CHECK(run("true").exit_status == 0);
  int status = 0;
  REQUIRE(waitpid(other, &status, 0) == other);
  CHECK(WEXITSTATUS(status) == 42);
}

TEST_CASE("%h and %p stand for the server", "[program]") {
  const DestKey v4{*IpAddress::parse("10.0.0.1"), 8080};
  const DestKey v6{*IpAddress::parse("2001:db8::1"), 443};
  CHECK(replace_tokens("check -H %h -p %p", v4) == "check -H 10.0.0.1 -p 8080");
  CHECK(replace_tokens("check %h", v6) == "check 2001:db8::1");
  CHECK(replace_tokens("%h%p%h", v4) == "10.0.0.1808010.0.0.1");
  CHECK(replace_tokens("date +%%H; %d %", v4) == "date +%H; %d %");
  CHECK(replace_tokens("%%h", v4) == "%h");
  CHECK(replace_tokens("", v4).empty());
}

}  // namespace
