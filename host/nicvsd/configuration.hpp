// SPDX-License-Identifier: Apache-2.0
// The daemon's lvs.cf: read, brought about, reloaded, and its servers' health.
//
// Control thread only.
#pragma once

#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "host/control/supervisor.hpp"
#include "host/nicvsd/options.hpp"
#include "host/nicvsd/vip_keeper.hpp"
#include "host/rpc/status.hpp"

namespace nicvs::nicvsd {

class Configuration {
 public:
  // Reads the file of the options, if there is one; nothing is changed yet. The error holds a line
  // for each fault: file, line, what was expected.
  static Result<std::unique_ptr<Configuration>> create(asio::io_context& io, DataPlane& plane,
                                                       const Options& options, spdlog::logger& log);

  // Adds the services and begins to test the servers; puts the VIPs up if they are managed.
  void start();
  // Reads the file again and moves only what changed; on an error everything stays as it is.
  Status reload();
  void tick();
  // Removes the services that came from the file and the managed VIPs.
  void stop();

  rpc::ConfigurationStatus status() const;
  std::vector<rpc::HealthStatus> health() const;

 private:
  Configuration(asio::io_context& io, DataPlane& plane, const Options& options,
                spdlog::logger& log);
  void apply();

  spdlog::logger& log_;
  std::string file_;
  config::Desired desired_;
  control::Supervisor supervisor_;
  std::unique_ptr<VipKeeper> vips_;  // none if they are not managed
};

// nicvsd --check: the rules of the file as ipvsadm-save lines, and what is not yet active; or its
// faults.
struct CheckedFile {
  std::string rules;
  std::vector<std::string> notes;
};
Result<CheckedFile> check_file(const std::string& file);

}  // namespace nicvs::nicvsd
