// SPDX-License-Identifier: Apache-2.0
// One worker's FrameIo: its frame memory and its queues of all ports.
//
// Frames received on one port leave on another without a copy. Worker's thread only, except
// memory(), lost() and wake().
#pragma once

#include <sys/poll.h>

#include <memory>
#include <vector>

#include "fallback/io/host_path.hpp"
#include "fallback/io/port_queue.hpp"

namespace nicvs::soft {

class PortIo final : public FrameIo {
 public:
  static Result<std::unique_ptr<PortIo>> create(std::uint32_t frames);

  // What a new queue of a port is opened with; every call gives another borrower. Any thread, one
  // at a time.
  QueueContext context_for(PortId port);
  // The first queue is also the one that sends; at least one. The host path must outlive the port.
  void add(PortId port, std::vector<std::unique_ptr<PortQueue>> queues, const HostPath* host);
  void remove(PortId port);

  bool allocate(Frame& frame) override;
  unsigned receive(std::span<Frame> frames) override;
  void transmit(std::span<const Frame> frames) override;
  void pass_to_host(std::span<const Frame> frames) override;
  void release(std::span<const Frame> frames) override;
  void wait(std::chrono::milliseconds timeout) override;
  std::uint64_t lost(dp::Reason reason) const override { return lost_.of(reason); }

  LostCounters& losses() { return lost_; }
  // Ends a wait() of the worker, now or its next one. Any thread.
  void wake();

 private:
  struct OpenPort {
    PortId id;
    const HostPath* host;
    std::vector<std::unique_ptr<PortQueue>> queues;
  };

  PortIo(std::unique_ptr<FramePool> pool, FileDescriptor wake_fd)
      : pool_(std::move(pool)), wake_(std::move(wake_fd)) {}
  OpenPort* find(PortId port);
  void list_queues();

  std::unique_ptr<FramePool> pool_;
  LostCounters lost_;
  FileDescriptor wake_;
  std::vector<OpenPort> ports_;
  std::vector<PortQueue*> queues_;  // of all ports
  std::vector<pollfd> polled_;      // the wake-up first, then queues that can receive
  std::size_t first_ = 0;           // the queue that receive() asks first
  FramePool::Borrower last_borrower_ = 0;
};

}  // namespace nicvs::soft
