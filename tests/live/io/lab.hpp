// SPDX-License-Identifier: Apache-2.0
// Network namespaces with a director between a client and a server, for one test.
//
//   client c0 10.9.1.2/24 --- d0 10.9.1.1/24 director d1 10.9.2.1/24 --- s0 10.9.2.2/24 server
//
// The constructing thread, and threads it starts, are in the director's namespace until the lab is
// destroyed. What cannot be set up is thrown as std::runtime_error. The program skips itself with
// exit code 77 where namespaces cannot be made.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "fallback/io/file_descriptor.hpp"
#include "nicvs/ip_address.hpp"

namespace nicvs::test {

class Lab {
 public:
  Lab();
  ~Lab();
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  std::string client() const { return prefix_ + "c"; }
  std::string director() const { return prefix_ + "d"; }
  std::string server() const { return prefix_ + "s"; }

  // Runs a shell command in a namespace; its exit code. Output goes to the test's stderr.
  int run(const std::string& netns, const std::string& command) const;
  // The same, and throws unless it succeeds.
  void must_run(const std::string& netns, const std::string& command) const;

  // Runs `what` in a thread that is in the namespace, and waits for it.
  void run_in(const std::string& netns, const std::function<void()>& what) const;

  void connect_client() const;  // makes the veth pair c0 - d0 and addresses it
  void connect_server() const;  // s0 - d1

 private:
  void connect(const std::string& netns, const std::string& far, const std::string& near,
               const std::string& network) const;
  std::string prefix_;
  soft::FileDescriptor own_netns_;
};

// Sends and receives whole frames on an interface of a namespace.
class Peer {
 public:
  Peer(const Lab& lab, const std::string& netns, const std::string& interface);

  Mac mac() const { return mac_; }
  void send(const std::string& frame) const;
  // The next frame that begins with `expected`, or "" after the time for one.
  std::string receive(const std::string& beginning, int timeout_ms = 2000) const;

 private:
  soft::FileDescriptor socket_;
  Mac mac_{};
};

// The Mac of an interface in the calling thread's namespace.
Mac mac_of(const std::string& interface);
// Polls until `condition` holds; false if it does not within some seconds.
template <class Condition>
bool becomes_true(Condition condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace nicvs::test
