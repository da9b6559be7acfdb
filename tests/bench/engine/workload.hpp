// SPDX-License-Identifier: Apache-2.0
// A software engine full of conns, and frames of those conns to drive it with.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "fallback/soft_data_plane.hpp"
#include "fallback/tables/mapped_array.hpp"

namespace nicvs::bench {

// Gives no buffers: the frames measured here never make the engine originate one.
class NoAllocator final : public soft::FrameAllocator {
 public:
  bool allocate(soft::Frame&) override { return false; }
};

// One service with four dests of the method, one worker, a network with known neighbours.
class Workload {
 public:
  Workload(ForwardMethod method, std::uint64_t capacity);

  // Opens conn number `first`..`first + count - 1` by their SYNs; seconds it took the engine, the
  // making of the frames not included.
  double open_conns(std::uint32_t first, std::uint32_t count);
  // Sends `frames` ACKs of uniformly random conns among the first `conns`; seconds it took the
  // engine, the making of the frames not included.
  double send_acks(std::uint64_t frames, std::uint32_t conns);

  soft::SoftDataPlane& engine() { return *engine_; }
  // Seconds it took the engine.
  double let_pass(soft::Time time);

 private:
  static constexpr std::size_t kBuffers = 8192;  // 16 MiB of frames: none is still in a near cache
  static constexpr std::size_t kBufferBytes = 2048;
  static constexpr std::size_t kHeadroom = 256;
  static constexpr unsigned kBatch = 32;

  void write_frame(std::size_t buffer, std::uint32_t conn, std::uint8_t flags);
  void process(std::size_t first_buffer, unsigned frames);

  std::unique_ptr<soft::SoftDataPlane> engine_;
  soft::MappedArray<std::uint8_t> memory_;
  std::vector<soft::Frame> frames_;
  std::array<soft::Decision, kBatch> decisions_{};
  NoAllocator allocator_;
  std::vector<soft::Frame> originated_;
  std::mt19937_64 random_{1};
  soft::Time now_{std::chrono::seconds(1)};
};

}  // namespace nicvs::bench
