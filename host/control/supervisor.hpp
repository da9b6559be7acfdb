// SPDX-License-Identifier: Apache-2.0
// READ FIRST. Brings about what a configuration wants, and keeps it: piranha's lvsd and nannies.
//
//   Supervisor supervisor(plane, make_tester, log);
//   supervisor.apply(desired);        // at start, and again at each reload: only what changed
//   moves supervisor.tick(Clock::now());    // ten times a second supervisor.shutdown(); // removes
//   the services it added
//
// Control thread only. A server enters the table when its nanny says so. A call of the DataPlane
// that fails is logged and tried again with the next result or tick.
#pragma once

#include <spdlog/logger.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/config/desired.hpp"
#include "host/control/server_watch.hpp"
#include "host/control/service_pool.hpp"
#include "nicvs/data_plane.hpp"

namespace nicvs::control {

using MakeTester =
    std::function<std::unique_ptr<Tester>(const config::VirtualService&, const config::Server&)>;

struct ServerHealth {
  std::string service;
  std::string dest;
  std::string state;  // "up", "down", "unknown"
  std::int32_t weight = 0;
  std::string detail;
  std::uint64_t since_s = 0;
};

class Supervisor {
 public:
  Supervisor(DataPlane& plane, MakeTester make_tester, spdlog::logger& log)
      : plane_(plane), make_tester_(std::move(make_tester)), log_(log) {}

  void apply(const config::Desired& desired);
  void tick(Clock::time_point now);
  void shutdown();

  std::vector<ServerHealth> health() const;

 private:
  struct Supervised {
    std::unique_ptr<ServicePool> pool;
    std::vector<std::unique_ptr<ServerWatch>> watches;
  };

  std::unique_ptr<Supervised> take(const ServiceKey& key);
  void update(Supervised& supervised, const config::VirtualService& service);
  std::unique_ptr<ServerWatch> watch(Supervised& supervised, const config::VirtualService& service,
                                     const config::Server& server);
  void settle(Supervised& supervised);

  DataPlane& plane_;
  MakeTester make_tester_;
  spdlog::logger& log_;
  std::vector<std::unique_ptr<Supervised>> services_;
  Clock::time_point now_{};
  Clock::time_point settled_at_{};
};

}  // namespace nicvs::control
