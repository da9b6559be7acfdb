// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/packet_sender.hpp"

#include <linux/if_packet.h>
#include <net/ethernet.h>

#include <cerrno>
#include <cstring>

namespace nicvs::soft {

Result<std::unique_ptr<PacketSender>> PacketSender::open(const QueueContext& context) {
  FileDescriptor socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(context.port);
  if (!socket ||
      bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Error{errno, std::string("AF_PACKET socket to send: ") + std::strerror(errno)};
  }
  const int on = 1;
  setsockopt(socket.get(), SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
  const int send_buffer = 16 << 20;
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &send_buffer, sizeof send_buffer);
  return std::unique_ptr<PacketSender>(new PacketSender(context, std::move(socket)));
}

dp::Reason PacketSender::enqueue(const Frame& frame) {
  if (count_ == kMaxBatch) flush();
  offset_[count_] = frame.cookie;
  bytes_[count_] = {frame.data, frame.length};
  message_[count_] = {};
  message_[count_].msg_hdr.msg_iov = &bytes_[count_];
  message_[count_].msg_hdr.msg_iovlen = 1;
  context_.pool.lend(frame.cookie, context_.borrower);
  ++count_;
  return dp::Reason::None;
}

void PacketSender::flush() {
  unsigned sent = 0;
  while (sent < count_) {
    const int result = sendmmsg(socket_.get(), &message_[sent], count_ - sent, MSG_DONTWAIT);
    if (result > 0) {
      sent += static_cast<unsigned>(result);
      continue;
    }
    const bool is_gone = errno == ENETDOWN || errno == ENXIO || errno == ENODEV;
    context_.lost.add(is_gone ? dp::Reason::PortDown : dp::Reason::TxRingFull, 1);
    ++sent;  // the frame that was refused; the others may still go
  }
  for (unsigned i = 0; i < count_; ++i) {
    context_.pool.take_back(offset_[i]);
    context_.pool.give(offset_[i]);
  }
  count_ = 0;
}

}  // namespace nicvs::soft
