// SPDX-License-Identifier: Apache-2.0
// The accelerator on the CPU, for scenarios and tests: the very path that the XDP program runs.
#pragma once

#include <atomic>
#include <memory>

#include "fallback/accel/accel_table.hpp"
#include "fallback/frame.hpp"

namespace nicvs::soft {

class NativeAccelerator final : public AccelTable {
 public:
  // Conns: a power of two. nullptr if the memory was not to be had.
  static std::unique_ptr<NativeAccelerator> create(std::size_t conns, const dp::HashKey& key);
  ~NativeAccelerator() override;

  // Frames for other MACs than the port's are the engine's.
  bool can_send(PortId port) const override { return port != 0; }
  // As many as there can be, since this one is for tests.
  bool wants(dp::Protocol, std::uint8_t) const override { return true; }
  bool has_news() override;

  // True if the frame was rewritten and is to leave on Frame::port.
  bool take(Frame& frame, Time now);
  std::uint64_t frames_taken() const { return frames_taken_; }

 private:
  struct Memory;
  explicit NativeAccelerator(std::unique_ptr<Memory> memory, const dp::HashKey& key);

  std::unique_ptr<Memory> own_;
  std::uint64_t frames_taken_ = 0;
  std::uint64_t frames_told_ = 0;
};

}  // namespace nicvs::soft
