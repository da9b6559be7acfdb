// SPDX-License-Identifier: Apache-2.0
// An AF_XDP socket on one receive queue of a port.
//
// The worker's frame memory is registered with every one of its sockets anew instead of shared from
// the first (XDP_SHARED_UMEM): ports can then come and go in any order, and a frame received on one
// still leaves on another without a copy.
#pragma once

#include <xdp/xsk.h>

#include <memory>

#include "fallback/io/port_queue.hpp"
#include "fallback/xdp/xdp_program.hpp"

namespace nicvs::soft {

class XskQueue final : public PortQueue {
 public:
  // Opens the socket; frames come once its fd is in the program's sockets map.
  static Result<std::unique_ptr<XskQueue>> open(const QueueContext& context,
                                                const std::string& name, std::uint32_t queue,
                                                XdpMode mode);
  ~XskQueue() override;

  void start() override { refill(); }
  unsigned receive(std::span<Frame> frames) override;
  dp::Reason enqueue(const Frame& frame) override;
  void flush() override;
  void collect_losses() override;
  int fd() const override { return xsk_socket__fd(socket_); }

 private:
  using PortQueue::PortQueue;
  void refill();
  void fetch_sent();
  void kick();

  xsk_umem* umem_ = nullptr;
  xsk_socket* socket_ = nullptr;
  xsk_ring_prod fill_{};
  xsk_ring_cons sent_{};
  xsk_ring_cons received_{};
  xsk_ring_prod transmit_{};
  std::uint32_t in_fill_ = 0;    // frames that wait in the fill ring
  std::uint32_t enqueued_ = 0;   // reserved in the transmit ring, not yet submitted
  std::uint32_t in_flight_ = 0;  // submitted, not yet fetched back
  bool is_down_ = false;         // the kernel refused to send: the port is down
  xdp_statistics known_losses_{};
};

}  // namespace nicvs::soft
