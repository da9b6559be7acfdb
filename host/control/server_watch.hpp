// SPDX-License-Identifier: Apache-2.0
// One server under test: when to probe it, and what the results mean for its weight.
//
// Control thread only. Time comes in through tick(); probes through a Tester, so that everything
// but the probes themselves can be tested without a network and without waiting.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/config/desired.hpp"
#include "host/health/nanny.hpp"

namespace nicvs::control {

using Clock = std::chrono::steady_clock;

// Runs one probe at a time; the callback comes later, on the control thread, unless cancelled by
// the destructor.
class Tester {
 public:
  virtual ~Tester() = default;
  virtual void probe(std::function<void(health::ProbeResult)> done) = 0;
  // The server's load as its load monitor says; nullopt if it could not be had.
  virtual void fetch_load(std::function<void(std::optional<double>)> done) = 0;
};

class ServerWatch {
 public:
  // changed() is called after every result.
  ServerWatch(config::Server server, const config::Check& check, std::unique_ptr<Tester> tester,
              std::function<void()> changed);

  // Starts a probe if one is due.
  void tick(Clock::time_point now);

  const config::Server& server() const { return server_; }
  // nullopt until the first result says something about the table.
  struct Wish {
    std::optional<std::int32_t> weight;  // nullopt: not in the table
  };
  const std::optional<Wish>& wish() const { return wish_; }

  const health::Nanny& nanny() const { return nanny_; }
  const std::string& last_result() const { return last_result_; }
  Clock::time_point since() const { return since_; }  // of the present state

 private:
  void take(const health::ProbeResult& result);
  void act(const health::Action& action);

  config::Server server_;
  config::Check check_;
  health::Nanny nanny_;
  std::unique_ptr<Tester> tester_;
  std::function<void()> changed_;
  std::optional<Wish> wish_;
  std::string last_result_ = "not tested yet";
  bool is_probing_ = false;
  Clock::time_point due_{};
  Clock::time_point now_{};
  Clock::time_point since_{};
};

}  // namespace nicvs::control
