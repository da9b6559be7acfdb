// SPDX-License-Identifier: Apache-2.0
// Frames from the client's namespace into the director, and their count at the server.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "fallback/xdp/bpf_object.hpp"
#include "tests/live/io/lab.hpp"

namespace nicvs::bench {

class Traffic {
 public:
  // `frame` is a TCP frame over IPv4 of 60 bytes as it leaves c0; its source address and port are
  // varied over `flows` flows. Everything that reaches s0 is counted and dropped there.
  Traffic(const test::Lab& lab, const std::string& frame, unsigned flows);
  ~Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  std::uint64_t sent() const { return frames(0); }
  std::uint64_t arrived() const { return frames(1); }

 private:
  std::uint64_t frames(std::uint32_t what) const;
  void generate(const std::string& frame);

  soft::BpfObject programs_;
  soft::FileDescriptor sink_;
  std::atomic<bool> is_stopping_{false};
  std::thread generator_;
};

}  // namespace nicvs::bench
