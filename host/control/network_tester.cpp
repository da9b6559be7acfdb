// SPDX-License-Identifier: Apache-2.0
#include "host/control/network_tester.hpp"

#include <utility>

#include "host/health/load.hpp"

namespace nicvs::control {
namespace {

health::ProbeResult judge(const config::Check& check, const health::ProgramResult& result) {
  if (result.has_timed_out) return health::failure("program timed out");
  if (result.exit_status != 0) {
    return health::failure("program ended with " + std::to_string(result.exit_status));
  }
  if (!check.expect.empty() && result.output != check.expect) {
    return health::failure("program printed something else than expected");
  }
  return health::success("program is content");
}

}  // namespace

void NetworkTester::probe(std::function<void(health::ProbeResult)> done) {
  const DestKey key{server_.dest.key.address, server_.test_port};
  if (check_.program.empty()) {
    test_ = health::start_dialogue(io_, check_, key, protocol_, std::move(done));
    return;
  }
  test_ =
      health::start_program(io_, health::replace_tokens(check_.program, key), check_.interval,
                            [this, done = std::move(done)](const health::ProgramResult& result) {
                              done(judge(check_, result));
                            });
}

void NetworkTester::fetch_load(std::function<void(std::optional<double>)> done) {
  const std::string command = health::load_command(check_, server_.dest.key.address.to_string());
  load_ =
      health::start_program(io_, command, check_.interval,
                            [this, done = std::move(done)](const health::ProgramResult& result) {
                              done(health::parse_load(check_, result.output, server_.name));
                            });
}

}  // namespace nicvs::control
