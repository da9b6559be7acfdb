// SPDX-License-Identifier: Apache-2.0
// Opens a port for all workers: steering program, queues, host path; chooses how.
//
//   auto opened = open_port(facts, IoMode::Auto, maps, ios, log);
//   for each worker w: ios[w]->add(id, std::move(opened->queues[w]), &opened->hardware->host) in
//   its thread; then opened->hardware->connect()
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fallback/io/port_facts.hpp"
#include "fallback/io/port_io.hpp"
#include "fallback/xdp/tc_program.hpp"
#include "fallback/xdp/xdp_program.hpp"

namespace nicvs::soft {

// What may be used; Auto tries AF_XDP native, AF_XDP generic, AF_PACKET in this order.
enum class IoMode { Auto, AfXdp, AfPacket };

// The kernel's side of an open port. Goes after its queues have left the workers.
struct PortAttachment {
  HostPath host;
  std::optional<XdpProgram> xdp;
  std::optional<TcProgram> tc;
  struct Socket {
    std::uint32_t queue;
    int fd;
  };
  std::vector<Socket> sockets;  // AF_XDP

  // "AF_XDP native", "AF_XDP native, accelerated", "AF_XDP generic", "AF_PACKET", ...
  std::string mode_text() const;
  // Lets frames flow to the AF_XDP sockets, once the workers have them.
  Status connect() const;
};

struct OpenedPort {
  std::unique_ptr<PortAttachment> attachment;
  std::vector<std::vector<std::unique_ptr<PortQueue>>> queues;  // by worker
};

// With an accelerator (nullptr = none), XDP ports get its program where the kernel takes it, else
// the log says why not. Queue q belongs to worker q % workers; a worker without a queue only sends.
// One line says which mode was refused and why; the error is the last refusal.
Result<OpenedPort> open_port(const PortFacts& facts, IoMode mode, const SteeringMaps& maps,
                             std::span<PortIo* const> workers, const XdpAccelerator* accelerator,
                             spdlog::logger& log);

}  // namespace nicvs::soft
