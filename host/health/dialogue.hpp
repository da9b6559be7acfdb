// SPDX-License-Identifier: Apache-2.0
// Tests a server over the network: connect, send, expect.
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>

#include "host/config/desired.hpp"
#include "host/health/probe_result.hpp"

namespace nicvs::health {

using Done = std::function<void(ProbeResult)>;

// A test under way. Destroying it cancels it: `done` is then not called.
class RunningTest {
 public:
  virtual ~RunningTest() = default;
};

// TCP for everything but UDP services. done is called once, later, within check.interval, and may
// destroy the test. Without send and expect a TCP server only has to accept; a UDP server has
// nothing to prove. Control thread only.
std::unique_ptr<RunningTest> start_dialogue(asio::io_context& io, const config::Check& check,
                                            const DestKey& server, Protocol protocol, Done done);

}  // namespace nicvs::health
