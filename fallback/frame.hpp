// SPDX-License-Identifier: Apache-2.0
// A frame in a buffer, and the batch interface through which workers receive and send frames.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "nicvs/dp/verdict.hpp"
#include "nicvs/net.hpp"

namespace nicvs::soft {

// Time since an arbitrary start, monotonic; virtual in scenarios. Read once per batch.
using Time = std::chrono::nanoseconds;

constexpr unsigned kMaxBatch = 64;

// An Ethernet frame without FCS. The buffer belongs to whoever holds the Frame: the I/O before
// receive() and after transmit(), pass_to_host() or release(); the worker in between.
struct Frame {
  std::uint8_t* data = nullptr;  // first byte of the Ethernet header
  std::uint32_t length = 0;      // bytes
  std::uint32_t headroom = 0;    // writable bytes before data; at least 64 when received
  std::uint32_t tailroom = 0;    // writable bytes behind data + length
  PortId port = 0;               // arrived on; to be sent on
  std::uint64_t cookie = 0;      // the I/O's own
};

// What the engine decided for one frame. Forward: the frame was rewritten in place and Frame::port
// is where it leaves.
struct Decision {
  dp::Verdict verdict = dp::Verdict::PassToHost;
  dp::Reason reason = dp::Reason::None;
};

// Buffers for frames that the director itself originates (ICMP errors, fragments), and ways for
// frames it had kept.
class FrameAllocator {
 public:
  virtual ~FrameAllocator() = default;
  // An empty buffer with headroom and tailroom (at least 2048 bytes), length 0; false if none left.
  virtual bool allocate(Frame& frame) = 0;
  // Takes frames back unsent. Nothing to do for an allocator that frees all its buffers at once.
  virtual void release(std::span<const Frame>) {}
  // Takes frames and gives them to the local stack as if received on Frame::port.
  virtual void pass_to_host(std::span<const Frame> frames) { release(frames); }
  // Copies frames to the worker that owns their conn, which takes them as if it had received them.
  // The frames stay the caller's.
  virtual void hand_over(unsigned /*worker*/, std::span<const Frame> /*frames*/) {}
};

// One worker's ports. Not thread-safe: one per worker. Nothing blocks but wait().
class FrameIo : public FrameAllocator {
 public:
  // Fills frames from the front; returns how many arrived (0..frames.size()).
  virtual unsigned receive(std::span<Frame> frames) = 0;
  // Takes the frames; those that find no room are released and counted (tx_ring_full, port_down).
  virtual void transmit(std::span<const Frame> frames) = 0;
  void pass_to_host(std::span<const Frame> frames) override = 0;
  void release(std::span<const Frame> frames) override = 0;
  // Returns when a frame may have arrived, or after the timeout.
  virtual void wait(std::chrono::milliseconds timeout) = 0;
  // Frames lost inside the I/O since start, by reason.
  virtual std::uint64_t lost(dp::Reason reason) const = 0;
};

}  // namespace nicvs::soft
