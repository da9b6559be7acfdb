// SPDX-License-Identifier: Apache-2.0
// The daemon's event loop on the control thread: sockets, signals, the tick.
//
//   auto daemon = Daemon::create(io, "/run/nicvs", parts, log);
//   if (!daemon) ...                 // e.g. another nicvsd runs
//   (*daemon)->run();                // returns after SIGTERM or SIGINT
//
// Knows no engine: main.cpp hands over what it needs as functions.
#pragma once

#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "host/nicvsd/service_manager.hpp"
#include "host/rpc/status_api.hpp"
#include "host/rpc/unix_server.hpp"
#include "nicvs/data_plane.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::nicvsd {

struct DaemonParts {
  DataPlane& plane;
  std::function<void()> steer;     // a hundred times a second: follows what calls have changed
  std::function<void()> tick;      // ten times a second
  std::function<Status()> reload;  // at SIGHUP; an error is logged and the old configuration stays
  rpc::StatusSources status;
  SyncControl* sync = nullptr;  // none
};

class Daemon {
 public:
  // Takes the lock and opens the sockets, creating the directory if need be. EEXIST if another
  // nicvsd runs there.
  static Result<std::unique_ptr<Daemon>> create(asio::io_context& io, const std::string& run_dir,
                                                DaemonParts parts, spdlog::logger& log);
  ~Daemon();

  // Serves until a signal to stop; the sockets are closed and their files gone then.
  void run();
  void stop() { io_.stop(); }

 private:
  struct Listeners {
    rpc::UniqueFd control;
    rpc::UniqueFd status;
    rpc::UniqueFd settings;
  };
  Daemon(asio::io_context& io, std::string run_dir, DaemonParts parts, spdlog::logger& log,
         rpc::LockFile lock, Listeners listeners);
  void wait_for_signal();
  void wait_for_tick();
  void tick();
  void reload();

  asio::io_context& io_;
  std::string run_dir_;
  DaemonParts parts_;
  spdlog::logger& log_;
  rpc::LockFile lock_;
  rpc::StatusApi api_;
  rpc::UnixServer control_;
  rpc::UnixServer status_;
  rpc::UnixServer settings_;
  asio::signal_set signals_;
  asio::steady_timer timer_;
  unsigned steps_ = 0;  // of the timer
  ServiceManager manager_;
  std::chrono::steady_clock::time_point alive_at_{};
};

}  // namespace nicvs::nicvsd
