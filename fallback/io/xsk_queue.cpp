// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/xsk_queue.hpp"

#include <linux/if_link.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kRingSize = 2048;
// In copy mode one wakeup sends at most 32 frames (TX_BATCH_SIZE of net/xdp/xsk.c).
constexpr std::uint32_t kSentPerWakeup = 32;
// Frames that refilling leaves for transmission and the engine's own frames.
constexpr std::uint32_t kReserve = 8 * kMaxBatch;

Error socket_error(std::uint32_t queue, const char* what, int code) {
  return {code, "AF_XDP queue " + std::to_string(queue) + ": " + what + ": " + std::strerror(code)};
}

// The kernel counts registered memory against this limit where it has no CAP_IPC_LOCK.
void raise_memory_lock_limit() {
  static std::once_flag once;
  std::call_once(once, [] {
    const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_MEMLOCK, &unlimited);
  });
}

}  // namespace

Result<std::unique_ptr<XskQueue>> XskQueue::open(const QueueContext& context,
                                                 const std::string& name, std::uint32_t queue,
                                                 XdpMode mode) {
  raise_memory_lock_limit();
  std::unique_ptr<XskQueue> self(new XskQueue(context));
  const auto memory = context.pool.memory();
  const xsk_umem_config memory_config{.fill_size = kRingSize,
                                      .comp_size = kRingSize,
                                      .frame_size = FramePool::kFrameSize,
                                      .frame_headroom = 0,
                                      .flags = 0};
  int result = xsk_umem__create(&self->umem_, memory.data(), memory.size(), &self->fill_,
                                &self->sent_, &memory_config);
  if (result != 0) return socket_error(queue, "registering the frame memory", -result);

  xsk_socket_config config{};
  config.rx_size = kRingSize;
  config.tx_size = kRingSize;
  config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
  // Without XDP_COPY the kernel takes zero copy where the driver has it.
  config.bind_flags = XDP_USE_NEED_WAKEUP;
  if (mode == XdpMode::Generic) config.bind_flags |= XDP_COPY;
  result = xsk_socket__create(&self->socket_, name.c_str(), queue, self->umem_, &self->received_,
                              &self->transmit_, &config);
  if (result != 0) return socket_error(queue, "binding the socket", -result);

  const int send_buffer = 16 << 20;
  setsockopt(self->fd(), SOL_SOCKET, SO_SNDBUFFORCE, &send_buffer, sizeof send_buffer);
  return self;
}

XskQueue::~XskQueue() {
  if (socket_ != nullptr) xsk_socket__delete(socket_);
  if (umem_ != nullptr) xsk_umem__delete(umem_);
}

unsigned XskQueue::receive(std::span<Frame> frames) {
  fetch_sent();
  std::uint32_t at = 0;
  const std::uint32_t count =
      xsk_ring_cons__peek(&received_, static_cast<std::uint32_t>(frames.size()), &at);
  for (std::uint32_t i = 0; i < count; ++i) {
    const xdp_desc& descriptor = *xsk_ring_cons__rx_desc(&received_, at + i);
    frames[i] = context_.pool.frame_at(descriptor.addr, descriptor.len, context_.port);
    context_.pool.take_back(frames[i].cookie);
  }
  if (count > 0) xsk_ring_cons__release(&received_, count);
  in_fill_ -= count;
  refill();
  return count;
}

void XskQueue::refill() {
  const std::uint32_t available = context_.pool.available();
  const std::uint32_t wanted =
      std::min(kRingSize - in_fill_, available > kReserve ? available - kReserve : 0);
  std::uint32_t at = 0;
  if (wanted == 0 || xsk_ring_prod__reserve(&fill_, wanted, &at) != wanted) return;
  for (std::uint32_t i = 0; i < wanted; ++i) {
    Frame frame;
    context_.pool.take(frame);
    context_.pool.lend(frame.cookie, context_.borrower);
    *xsk_ring_prod__fill_addr(&fill_, at + i) = frame.cookie;
  }
  xsk_ring_prod__submit(&fill_, wanted);
  in_fill_ += wanted;
  if (xsk_ring_prod__needs_wakeup(&fill_))
    recvfrom(fd(), nullptr, 0, MSG_DONTWAIT, nullptr, nullptr);
}

dp::Reason XskQueue::enqueue(const Frame& frame) {
  std::uint32_t at = 0;
  if (is_down_) return dp::Reason::PortDown;
  if (xsk_ring_prod__reserve(&transmit_, 1, &at) != 1) return dp::Reason::TxRingFull;
  xdp_desc& descriptor = *xsk_ring_prod__tx_desc(&transmit_, at);
  descriptor.addr = static_cast<std::uint64_t>(frame.data - context_.pool.memory().data());
  descriptor.len = frame.length;
  descriptor.options = 0;
  context_.pool.lend(frame.cookie, context_.borrower);
  ++enqueued_;
  return dp::Reason::None;
}

void XskQueue::flush() {
  if (enqueued_ == 0) return;
  xsk_ring_prod__submit(&transmit_, enqueued_);
  in_flight_ += enqueued_;
  enqueued_ = 0;
  kick();
}

void XskQueue::kick() {
  for (std::uint32_t i = 0; i <= in_flight_ / kSentPerWakeup; ++i) {
    if (!xsk_ring_prod__needs_wakeup(&transmit_)) return;
    const bool is_sent = sendto(fd(), nullptr, 0, MSG_DONTWAIT, nullptr, 0) >= 0;
    is_down_ = !is_sent && (errno == ENETDOWN || errno == ENXIO);
    if (is_sent || errno != EAGAIN) return;
  }
}

void XskQueue::fetch_sent() {
  if (in_flight_ == 0) return;
  std::uint32_t at = 0;
  const std::uint32_t count = xsk_ring_cons__peek(&sent_, in_flight_, &at);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t address = *xsk_ring_cons__comp_addr(&sent_, at + i);
    const std::uint64_t offset = address - address % FramePool::kFrameSize;
    context_.pool.take_back(offset);
    context_.pool.give(offset);
  }
  if (count > 0) xsk_ring_cons__release(&sent_, count);
  in_flight_ -= count;
  if (in_flight_ > 0) kick();
}

void XskQueue::collect_losses() {
  xdp_statistics now{};
  socklen_t size = sizeof now;
  if (getsockopt(fd(), SOL_XDP, XDP_STATISTICS, &now, &size) != 0) return;
  // rx_dropped: longer than a frame buffer, or no frame in the fill ring (also counted below).
  context_.lost.add(dp::Reason::RxRingFull, now.rx_ring_full - known_losses_.rx_ring_full +
                                                (now.rx_dropped - known_losses_.rx_dropped));
  known_losses_ = now;
}

}  // namespace nicvs::soft
