// SPDX-License-Identifier: Apache-2.0
// What the I/O must know of an interface before it opens it.
#pragma once

#include <string>

#include "nicvs/net.hpp"
#include "nicvs/result.hpp"

namespace nicvs::soft {

struct PortFacts {
  Port port;
  unsigned queues = 1;  // receive queues in use
  friend bool operator==(const PortFacts& a, const PortFacts& b) {
    return a.port.id == b.port.id && a.port.name == b.port.name && a.port.mac == b.port.mac &&
           a.port.mtu == b.port.mtu && a.port.is_up == b.port.is_up && a.queues == b.queues;
  }
};

// ENODEV: there is no such interface. EINVAL: it is not Ethernet.
Result<PortFacts> read_port_facts(const std::string& name);

}  // namespace nicvs::soft
