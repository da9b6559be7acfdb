// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/port_io.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace nicvs::soft {

Result<std::unique_ptr<PortIo>> PortIo::create(std::uint32_t frames) {
  auto pool = FramePool::create(frames);
  if (!pool) return pool.error();
  FileDescriptor wake_fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wake_fd) return Error{errno, std::string("eventfd: ") + std::strerror(errno)};
  std::unique_ptr<PortIo> self(new PortIo(*std::move(pool), std::move(wake_fd)));
  self->list_queues();
  return self;
}

QueueContext PortIo::context_for(PortId port) { return {*pool_, lost_, ++last_borrower_, port}; }

void PortIo::add(PortId port, std::vector<std::unique_ptr<PortQueue>> queues,
                 const HostPath* host) {
  for (auto& queue : queues) queue->start();
  ports_.push_back({port, host, std::move(queues)});
  list_queues();
}

void PortIo::remove(PortId port) {
  OpenPort* const open = find(port);
  if (open == nullptr) return;
  for (auto& queue : open->queues) {
    queue->collect_losses();
    const FramePool::Borrower borrower = queue->borrower();
    queue.reset();
    pool_->give_all(borrower);
  }
  ports_.erase(ports_.begin() + (open - ports_.data()));
  list_queues();
}

PortIo::OpenPort* PortIo::find(PortId port) {
  for (OpenPort& open : ports_) {
    if (open.id == port) return &open;
  }
  return nullptr;
}

void PortIo::list_queues() {
  queues_.clear();
  polled_.assign(1, {wake_.get(), POLLIN, 0});
  for (OpenPort& open : ports_) {
    for (auto& queue : open.queues) {
      queues_.push_back(queue.get());
      if (queue->fd() >= 0) polled_.push_back({queue->fd(), POLLIN, 0});
    }
  }
  first_ = 0;
}

bool PortIo::allocate(Frame& frame) { return pool_->take(frame); }

unsigned PortIo::receive(std::span<Frame> frames) {
  unsigned count = 0;
  for (std::size_t i = 0; i < queues_.size() && count < frames.size(); ++i) {
    count += queues_[(first_ + i) % queues_.size()]->receive(frames.subspan(count));
  }
  // Another queue goes first next time, so that a busy one starves nobody.
  if (!queues_.empty()) first_ = (first_ + 1) % queues_.size();
  return count;
}

void PortIo::transmit(std::span<const Frame> frames) {
  for (const Frame& frame : frames) {
    OpenPort* const open = find(frame.port);
    const dp::Reason reason =
        open == nullptr ? dp::Reason::PortDown : open->queues.front()->enqueue(frame);
    if (reason == dp::Reason::None) continue;
    lost_.add(reason, 1);
    pool_->give(frame);
  }
  for (OpenPort& open : ports_) open.queues.front()->flush();
}

void PortIo::pass_to_host(std::span<const Frame> frames) {
  for (const Frame& frame : frames) {
    const OpenPort* const open = find(frame.port);
    const dp::Reason reason = open == nullptr ? dp::Reason::PortDown : open->host->write(frame);
    if (reason != dp::Reason::None) lost_.add(reason, 1);
    pool_->give(frame);
  }
}

void PortIo::release(std::span<const Frame> frames) {
  for (const Frame& frame : frames) pool_->give(frame);
}

void PortIo::wait(std::chrono::milliseconds timeout) {
  for (PortQueue* queue : queues_) queue->collect_losses();
  const int ready = poll(polled_.data(), polled_.size(), static_cast<int>(timeout.count()));
  if (ready <= 0) return;
  if (polled_.front().revents != 0) {
    std::uint64_t wakes = 0;
    [[maybe_unused]] const auto bytes = read(wake_.get(), &wakes, sizeof wakes);
  }
  const bool has_failed = std::any_of(polled_.begin(), polled_.end(), [](const pollfd& p) {
    return (p.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
  });
  // A socket whose port is gone is always ready; the control thread closes it soon.
  if (has_failed) poll(nullptr, 0, 1);
}

void PortIo::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto bytes = ::write(wake_.get(), &one, sizeof one);
}

}  // namespace nicvs::soft
