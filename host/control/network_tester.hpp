// SPDX-License-Identifier: Apache-2.0
// Tests a real server: the dialogue or program of its Check, and its load monitor.
#pragma once

#include <asio/io_context.hpp>
#include <memory>

#include "host/config/desired.hpp"
#include "host/control/server_watch.hpp"
#include "host/health/program.hpp"

namespace nicvs::control {

class NetworkTester final : public Tester {
 public:
  NetworkTester(asio::io_context& io, const config::Check& check, Protocol protocol,
                const config::Server& server)
      : io_(io), check_(check), protocol_(protocol), server_(server) {}

  void probe(std::function<void(health::ProbeResult)> done) override;
  void fetch_load(std::function<void(std::optional<double>)> done) override;

 private:
  asio::io_context& io_;
  config::Check check_;
  Protocol protocol_;
  config::Server server_;
  std::unique_ptr<health::RunningTest> test_;
  std::unique_ptr<health::RunningTest> load_;
};

}  // namespace nicvs::control
