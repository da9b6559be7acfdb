// SPDX-License-Identifier: Apache-2.0
// The Verilated card, a cycle at a time, between a MAC, host memory and register accesses.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>

#include "sim/beat.hpp"
#include "sim/host_memory.hpp"
#include "sim/sim_card.hpp"

class Vhost_path;

namespace nicvs::sim {

// Memory and port are borrowed.
class CardRtl {
 public:
  CardRtl(const SimOptions& options, HostMemory& memory, MacPort& port);
  ~CardRtl();
  CardRtl(const CardRtl&) = delete;
  CardRtl& operator=(const CardRtl&) = delete;

  // One rising edge of the clock, at the time `now`.
  void tick(Picoseconds now);

  // One access at a time; it is over when is_busy() is false.
  void start_read(std::uint32_t offset);
  void start_write(std::uint32_t offset, std::uint32_t value);
  bool is_busy() const { return access_ != Access::None; }
  std::uint32_t read_value() const { return read_value_; }

  bool is_interrupt_raised() const;
  // What was under way with memory and registers is forgotten.
  void enter_reset();
  void leave_reset();

  std::uint64_t received_damaged = 0;
  std::uint64_t received_full = 0;
  std::uint64_t host_ring_full = 0;

 private:
  enum class Access : std::uint8_t { None, ReadAddress, ReadData, Write, WriteAnswer };
  struct Answer {
    Picoseconds due;
    std::array<std::uint8_t, 64> cell;
  };

  void drive();
  void drive_registers();
  void observe();
  void observe_registers();
  void observe_memory();

  std::unique_ptr<Vhost_path> card_;
  SimOptions options_;
  HostMemory& memory_;
  MacPort& port_;
  std::mt19937_64 random_;
  Picoseconds now_{};
  Access access_ = Access::None;
  std::uint32_t read_value_ = 0;
  std::deque<Answer> answers_;
};

}  // namespace nicvs::sim
