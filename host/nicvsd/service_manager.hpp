// SPDX-License-Identifier: Apache-2.0
// Tells systemd how the daemon is (sd_notify(3)): a datagram to $NOTIFY_SOCKET; without it,
// nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace nicvs::nicvsd {

class ServiceManager {
 public:
  // Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
  ServiceManager();

  void ready() { send("READY=1\nSTATUS=forwarding"); }
  void reloading();
  void stopping() { send("STOPPING=1"); }
  void alive() { send("WATCHDOG=1"); }
  // How often alive() is due; nullopt without watchdog.
  std::optional<std::chrono::microseconds> alive_interval() const { return alive_interval_; }

 private:
  void send(const std::string& state) const;

  std::string socket_path_;
  std::optional<std::chrono::microseconds> alive_interval_;
};

}  // namespace nicvs::nicvsd
