// SPDX-License-Identifier: Apache-2.0
// Sends frames on a port through a packet socket, past the qdisc; nothing is received.
//
// Used with AF_PACKET, and with AF_XDP by a worker that has no receive queue on the port.
#pragma once

#include <sys/socket.h>

#include <array>
#include <memory>

#include "fallback/io/file_descriptor.hpp"
#include "fallback/io/port_queue.hpp"

namespace nicvs::soft {

class PacketSender final : public PortQueue {
 public:
  static Result<std::unique_ptr<PacketSender>> open(const QueueContext& context);

  unsigned receive(std::span<Frame>) override { return 0; }
  dp::Reason enqueue(const Frame& frame) override;
  void flush() override;
  int fd() const override { return -1; }

 private:
  PacketSender(const QueueContext& context, FileDescriptor socket)
      : PortQueue(context), socket_(std::move(socket)) {}
  FileDescriptor socket_;
  unsigned count_ = 0;
  std::array<std::uint64_t, kMaxBatch> offset_{};
  std::array<iovec, kMaxBatch> bytes_{};
  std::array<mmsghdr, kMaxBatch> message_{};
};

}  // namespace nicvs::soft
