// SPDX-License-Identifier: Apache-2.0
#include "host/health/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <cerrno>
#include <utility>

extern char** environ;

namespace nicvs::health {
namespace {

constexpr std::size_t kMaxOutput = 4096;

// A test must not inherit nicvsd's sockets, nor the signals that it blocks or ignores.
void set_surroundings(posix_spawn_file_actions_t& actions, posix_spawnattr_t& attributes,
                      int output) {
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

// The program's standard output goes to `output`, its input is empty; 0 on success, else an errno.
int spawn_shell(const std::string& command, int output, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  set_surroundings(actions, attributes, output);
  std::string shell = "sh";
  std::string flag = "-c";
  std::string text = command;
  char* const arguments[] = {shell.data(), flag.data(), text.data(), nullptr};
  const int error = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int status_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

class Program : public std::enable_shared_from_this<Program> {
 public:
  Program(asio::io_context& io, std::function<void(ProgramResult)> done)
      : io_(io), timer_(io), output_(io), exit_(io), done_(std::move(done)) {}

  void start(const std::string& command, std::chrono::seconds timeout) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return finish_later();
    output_.assign(ends[0]);
    output_.native_non_blocking(true);
    const int error = spawn_shell(command, ends[1], child_);
    close(ends[1]);
    if (error != 0) {
      child_ = -1;
      return finish_later();
    }
    const int process = static_cast<int>(syscall(SYS_pidfd_open, child_, 0));
    if (process < 0) return finish_later();
    exit_.assign(process);
    timer_.expires_after(timeout);
    timer_.async_wait([self = shared_from_this()](const asio::error_code& failed) {
      if (failed) return;
      self->result_.has_timed_out = true;
      self->finish();
    });
    exit_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this()](const asio::error_code& failed) {
                       if (failed || !self->done_) return;
                       self->take_output();
                       self->finish();
                     });
    wait_for_output();
  }

  void stop() {
    done_ = nullptr;
    end();
  }

 private:
  void finish_later() {
    asio::post(io_, [self = shared_from_this()] { self->finish(); });
  }

  void wait_for_output() {
    output_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](const asio::error_code& error) {
                         if (error || !self->done_) return;
                         if (self->take_output() == Output::Open) self->wait_for_output();
                       });
  }

  enum class Output : std::uint8_t { Open, Closed };

  // Takes what has been written until now, but never more than is kept, so that a program that does
  // not stop writing cannot hold up others. One left behind may keep the output open after the end
  // of the test, so only the exit ends it.
  Output take_output() {
    for (std::size_t taken = 0; taken < kMaxOutput;) {
      const ssize_t length = ::read(output_.native_handle(), piece_.data(), piece_.size());
      if (length < 0) return errno == EAGAIN || errno == EINTR ? Output::Open : Output::Closed;
      if (length == 0) return Output::Closed;
      const auto bytes = static_cast<std::size_t>(length);
      result_.output.append(piece_.data(), std::min(bytes, kMaxOutput - result_.output.size()));
      taken += bytes;
    }
    return Output::Open;
  }

  void finish() {
    end();
    if (result_.output.ends_with('\n')) result_.output.pop_back();
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(result_));
  }

  // Kills what still runs and takes the exit status.
  void end() {
    timer_.cancel();
    asio::error_code ignored;
    output_.close(ignored);
    exit_.close(ignored);
    if (child_ <= 0) return;
    kill(-child_, SIGKILL);
    int status = 0;
    pid_t ended = -1;
    do {
      ended = waitpid(child_, &status, 0);
    } while (ended < 0 && errno == EINTR);
    if (ended == child_) result_.exit_status = status_of(status);
    child_ = -1;
  }

  asio::io_context& io_;
  asio::steady_timer timer_;
  asio::posix::stream_descriptor output_;
  asio::posix::stream_descriptor exit_;  // readable when the program has ended
  std::function<void(ProgramResult)> done_;
  pid_t child_ = -1;
  ProgramResult result_;
  std::array<char, 512> piece_{};
};

class RunningProgram final : public RunningTest {
 public:
  explicit RunningProgram(std::shared_ptr<Program> program) : program_(std::move(program)) {}
  ~RunningProgram() override { program_->stop(); }

 private:
  std::shared_ptr<Program> program_;
};

}  // namespace

std::unique_ptr<RunningTest> start_program(asio::io_context& io, const std::string& command,
                                           std::chrono::seconds timeout,
                                           std::function<void(ProgramResult)> done) {
  auto program = std::make_shared<Program>(io, std::move(done));
  program->start(command, timeout);
  return std::make_unique<RunningProgram>(std::move(program));
}

std::string replace_tokens(const std::string& command, const DestKey& server) {
  std::string result;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char next = command[i] == '%' && i + 1 < command.size() ? command[i + 1] : '\0';
    if (next == 'h') {
      result += server.address.to_string();
    } else if (next == 'p') {
      result += std::to_string(server.port);
    } else {
      result += command[i];
      if (next != '%') continue;
    }
    ++i;
  }
  return result;
}

}  // namespace nicvs::health
