// SPDX-License-Identifier: Apache-2.0
// A packet socket (AF_PACKET) on a port: for kernels and drivers that refuse AF_XDP.
//
// Workers share a port's frames by a symmetric hash of the addresses (PACKET_FANOUT). The socket's
// filter takes steered frames only; TcProgram keeps those from the kernel's stack. What senders
// left to hardware is done here: checksums finished, large packets cut, VLAN tags put back.
#pragma once

#include <memory>
#include <vector>

#include "fallback/io/packet_sender.hpp"

namespace nicvs::soft {

class PacketQueue final : public PortQueue {
 public:
  struct Options {
    int filter_fd;            // BPF socket filter
    unsigned workers;         // that share the port
    std::uint16_t fanout_id;  // the same for them and for nobody else
  };
  static Result<std::unique_ptr<PacketQueue>> open(const QueueContext& context,
                                                   const Options& options);
  ~PacketQueue() override;

  void start() override;
  unsigned receive(std::span<Frame> frames) override;
  dp::Reason enqueue(const Frame& frame) override { return sender_->enqueue(frame); }
  void flush() override { sender_->flush(); }
  void collect_losses() override;
  int fd() const override { return socket_.get(); }

 private:
  static constexpr unsigned kSlots = 32;
  struct Slot;  // what one message of recvmmsg() is received into

  PacketQueue(const QueueContext& context, FileDescriptor socket,
              std::unique_ptr<PacketSender> sender);
  void prepare(Slot& slot);
  void accept(Slot& slot, std::uint32_t length);
  void accept_whole(Slot& slot, std::uint32_t length);
  void accept_segments(Slot& slot, std::uint32_t length);
  unsigned hand_out(std::span<Frame> frames);

  FileDescriptor socket_;
  std::unique_ptr<PacketSender> sender_;
  std::vector<Slot> slots_;
  std::vector<mmsghdr> messages_;
  std::vector<Frame> ready_;  // received; handed out from `next_`
  std::size_t next_ = 0;
};

}  // namespace nicvs::soft
