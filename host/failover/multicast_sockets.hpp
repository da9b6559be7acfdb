// SPDX-License-Identifier: Apache-2.0
// Sync datagrams over the kernel's UDP sockets, on the interface that the daemon names.
#pragma once

#include <asio/io_context.hpp>

#include "host/failover/sync_transport.hpp"

namespace nicvs::failover {

class MulticastSockets : public SyncTransport {
 public:
  // The context outlives this and what it opens.
  explicit MulticastSockets(asio::io_context& io) : io_(io) {}

  std::optional<std::uint32_t> mtu_of(const std::string& interface) override;
  // Errors are those of the socket calls; the text names the call and the interface.
  Result<std::unique_ptr<SyncSender>> open_sender(const SyncEndpoint& endpoint) override;
  Result<std::unique_ptr<SyncReceiver>> open_receiver(
      const SyncEndpoint& endpoint,
      std::function<void(std::span<const std::uint8_t>)> receive) override;

 private:
  asio::io_context& io_;
};

}  // namespace nicvs::failover
