// SPDX-License-Identifier: Apache-2.0
// How the host reaches a card: register window, memory that both see, interrupt.
//
// The simulator, and later XRT and VFIO, are transports; nothing above this interface knows which
// one is in use. Not thread-safe: one control thread, or a lock of the owner's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "nicvs/result.hpp"

namespace nicvs::device {

// Memory that the card reads and writes at any time while it is enabled. Given back when destroyed,
// which must not happen before the card has stopped using it.
class SharedMemory {
 public:
  virtual ~SharedMemory() = default;
  virtual std::span<std::uint8_t> bytes() = 0;
  virtual std::uint64_t card_address() const = 0;  // of the first byte, as the card addresses it
};

enum class Interrupt : std::uint8_t { Raised, TimedOut, CardGone };

class Transport {
 public:
  virtual ~Transport() = default;

  // `offset` a multiple of 4 in the window of 64 KiB. A card that does not answer reads as all
  // ones; a write to it is lost.
  virtual std::uint32_t read32(std::uint32_t offset) = 0;
  virtual void write32(std::uint32_t offset, std::uint32_t value) = 0;

  // Zeroed, and aligned for the card to `size`, a power of two of at least 64. ENOMEM.
  virtual Result<std::unique_ptr<SharedMemory>> allocate(std::size_t size) = 0;

  // Returns when the card's interrupt line is raised, or after `timeout`.
  virtual Interrupt wait(std::chrono::milliseconds timeout) = 0;
};

}  // namespace nicvs::device
