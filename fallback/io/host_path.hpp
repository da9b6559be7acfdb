// SPDX-License-Identifier: Apache-2.0
// The way into the local stack: a TAP device per port, whose frames the kernel receives as its own.
//
// The device is named nv<ifindex of the port>, has the port's MAC, a dummy IPv4 address, no ARP and
// no address configuration; answers take the kernel's routes and leave by the real port. It goes
// with this object, also when the director is killed.
#pragma once

#include <string>

#include "fallback/frame.hpp"
#include "fallback/io/file_descriptor.hpp"
#include "nicvs/result.hpp"

namespace nicvs::soft {

class HostPath {
 public:
  static Result<HostPath> create(const Port& port);

  // Whether an interface is a host path of some director, by its name.
  static bool is_host_path(const std::string& name);

  // Gives one frame to the stack; None, HostRingFull or PortDown. Any thread.
  dp::Reason write(const Frame& frame) const;

 private:
  explicit HostPath(FileDescriptor tap) : tap_(std::move(tap)) {}
  FileDescriptor tap_;
};

}  // namespace nicvs::soft
