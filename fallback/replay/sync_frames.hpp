// SPDX-License-Identifier: Apache-2.0
// Sync datagrams as frames of a scenario: what the sockets of the director's kernel would send and
// receive.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fallback/replay/out_frame.hpp"
#include "host/failover/sync_transport.hpp"
#include "nicvs/net.hpp"

namespace nicvs::replay {

// Not thread-safe. What is sent waits until take().
class SyncFrames : public failover::SyncTransport {
 public:
  void add_port(const Port& port) { interfaces_[port.name].port = port; }
  // The first address of a family is the source of datagrams.
  void add_address(const std::string& port, const IpAddress& address);

  // Frames in the order in which they left.
  std::vector<OutFrame> take() { return std::exchange(sent_, {}); }
  // A frame for the director's own stack; others than datagrams for an open receiver are ignored.
  void receive(const std::string& port, const Bytes& frame);

  std::optional<std::uint32_t> mtu_of(const std::string& interface) override;
  Result<std::unique_ptr<failover::SyncSender>> open_sender(
      const failover::SyncEndpoint& endpoint) override;
  Result<std::unique_ptr<failover::SyncReceiver>> open_receiver(
      const failover::SyncEndpoint& endpoint,
      std::function<void(std::span<const std::uint8_t>)> receive) override;

 private:
  struct Interface {
    Port port;
    std::vector<IpAddress> addresses;
  };
  class Sender;
  class Receiver;

  std::optional<IpAddress> source(const std::string& interface, const IpAddress& group) const;

  std::map<std::string, Interface> interfaces_;
  std::vector<OutFrame> sent_;
  Receiver* receiver_ = nullptr;
};

}  // namespace nicvs::replay
