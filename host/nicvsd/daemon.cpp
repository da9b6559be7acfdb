// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/daemon.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <utility>

#include "host/rpc/control_socket.hpp"
#include "host/rpc/settings_socket.hpp"

namespace nicvs::nicvsd {
namespace {

constexpr std::chrono::milliseconds kStep{10};
constexpr unsigned kStepsPerTick = 10;

std::string control_path(const std::string& run_dir) { return run_dir + "/control.sock"; }
std::string status_path(const std::string& run_dir) { return run_dir + "/status.sock"; }
std::string settings_path(const std::string& run_dir) { return run_dir + "/settings.sock"; }

}  // namespace

Result<std::unique_ptr<Daemon>> Daemon::create(asio::io_context& io, const std::string& run_dir,
                                               DaemonParts parts, spdlog::logger& log) {
  std::error_code error;
  std::filesystem::create_directories(run_dir, error);
  if (error) return Error{error.value(), "create " + run_dir + ": " + error.message()};
  auto lock = rpc::LockFile::acquire(run_dir + "/nicvsd.lock");
  if (!lock) return lock.error();
  auto control = rpc::listen_unix(control_path(run_dir), SOCK_SEQPACKET);
  if (!control) return control.error();
  auto status = rpc::listen_unix(status_path(run_dir), SOCK_STREAM);
  if (!status) return status.error();
  auto settings = rpc::listen_unix(settings_path(run_dir), SOCK_SEQPACKET);
  if (!settings) return settings.error();
  return std::unique_ptr<Daemon>(
      new Daemon(io, run_dir, std::move(parts), log, *std::move(lock),
                 {*std::move(control), *std::move(status), *std::move(settings)}));
}

Daemon::Daemon(asio::io_context& io, std::string run_dir, DaemonParts parts, spdlog::logger& log,
               rpc::LockFile lock, Listeners listeners)
    : io_(io),
      run_dir_(std::move(run_dir)),
      parts_(std::move(parts)),
      log_(log),
      lock_(std::move(lock)),
      api_(parts_.plane, parts_.status),
      control_(
          rpc::make_control_server(io, std::move(listeners.control), parts_.plane, parts_.sync)),
      status_(rpc::make_status_server(io, std::move(listeners.status), api_)),
      settings_(rpc::make_settings_server(io, std::move(listeners.settings), parts_.plane)),
      signals_(io, SIGTERM, SIGINT, SIGHUP),
      timer_(io) {
  control_.start();
  status_.start();
  settings_.start();
}

Daemon::~Daemon() {
  unlink(control_path(run_dir_).c_str());
  unlink(status_path(run_dir_).c_str());
  unlink(settings_path(run_dir_).c_str());
}

void Daemon::run() {
  wait_for_signal();
  wait_for_tick();
  manager_.ready();
  log_.info("ready; sockets in {}", run_dir_);
  io_.run();
  manager_.stopping();
  log_.info("stopping");
}

void Daemon::wait_for_signal() {
  signals_.async_wait([this](const asio::error_code& error, int signal) {
    if (error) return;
    if (signal != SIGHUP) {
      stop();
      return;
    }
    reload();
    wait_for_signal();
  });
}

void Daemon::wait_for_tick() {
  timer_.expires_after(kStep);
  timer_.async_wait([this](const asio::error_code& error) {
    if (error) return;
    parts_.steer();
    if (++steps_ % kStepsPerTick == 0) tick();
    wait_for_tick();
  });
}

void Daemon::tick() {
  parts_.tick();
  const auto now = std::chrono::steady_clock::now();
  if (const auto interval = manager_.alive_interval(); interval && now - alive_at_ >= *interval) {
    manager_.alive();
    alive_at_ = now;
  }
}

void Daemon::reload() {
  manager_.reloading();
  const Status status = parts_.reload();
  if (status) {
    log_.info("configuration reloaded");
  } else {
    log_.error("configuration kept as it was: {}", status.error().text);
  }
  manager_.ready();
}

}  // namespace nicvs::nicvsd
