// SPDX-License-Identifier: Apache-2.0
// How sync datagrams travel: over the kernel's multicast sockets, or as frames of a scenario.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "host/failover/sync_message.hpp"

namespace nicvs::failover {

class SyncSender {
 public:
  virtual ~SyncSender() = default;
  // To the daemon's port + channel. False if there is no room now.
  virtual bool send(unsigned channel, const Datagram& datagram) = 0;
};

// Receives until it is destroyed.
class SyncReceiver {
 public:
  virtual ~SyncReceiver() = default;
};

// What both need. The daemon's values are complete.
struct SyncEndpoint {
  SyncDaemon daemon;
  unsigned channels = 1;  // ports from the daemon's on
  int socket_bytes = 0;   // of the socket's buffer (sync_sock_size); 0 = the system's
};

class SyncTransport {
 public:
  virtual ~SyncTransport() = default;
  // nullopt if there is no interface of that name.
  virtual std::optional<std::uint32_t> mtu_of(const std::string& interface) = 0;
  virtual Result<std::unique_ptr<SyncSender>> open_sender(const SyncEndpoint& endpoint) = 0;
  // Calls `receive` with each datagram, cut after the daemon's maximal length.
  virtual Result<std::unique_ptr<SyncReceiver>> open_receiver(
      const SyncEndpoint& endpoint, std::function<void(std::span<const std::uint8_t>)> receive) = 0;
};

}  // namespace nicvs::failover
