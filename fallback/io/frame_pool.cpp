// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/frame_pool.hpp"

#include <sys/mman.h>

#include <cerrno>

namespace nicvs::soft {

Result<std::unique_ptr<FramePool>> FramePool::create(std::uint32_t frames) {
  const std::size_t bytes = std::size_t{frames} * kFrameSize;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED) {
    return Error{errno, "no memory for " + std::to_string(frames) + " frame buffers"};
  }
  return std::unique_ptr<FramePool>(new FramePool(static_cast<std::uint8_t*>(memory), bytes));
}

FramePool::FramePool(std::uint8_t* base, std::size_t bytes)
    : base_(base), bytes_(bytes), borrower_(bytes / kFrameSize, 0) {
  free_.reserve(borrower_.size());
  for (std::size_t i = borrower_.size(); i > 0; --i) give((i - 1) * kFrameSize);
}

FramePool::~FramePool() { munmap(base_, bytes_); }

bool FramePool::take(Frame& frame) {
  if (free_.empty()) return false;
  const std::uint32_t offset = free_.back();
  free_.pop_back();
  frame = frame_at(offset + kHeadroom, 0, 0);
  return true;
}

void FramePool::give_all(Borrower of) {
  for (std::size_t i = 0; i < borrower_.size(); ++i) {
    if (borrower_[i] != of) continue;
    borrower_[i] = 0;
    give(i * kFrameSize);
  }
}

Frame FramePool::frame_at(std::uint64_t address, std::uint32_t length, PortId port) const {
  const std::uint32_t headroom = static_cast<std::uint32_t>(address % kFrameSize);
  return {.data = base_ + address,
          .length = length,
          .headroom = headroom,
          .tailroom = kFrameSize - headroom - length,
          .port = port,
          .cookie = address - headroom};
}

}  // namespace nicvs::soft
