// SPDX-License-Identifier: Apache-2.0
// The host's memory as a card sees it: blocks at addresses, and nothing between them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "host/device/transport.hpp"

namespace nicvs::sim {

// Blocks live as long as the memory; an access to one that was given back is a stray.
class HostMemory {
 public:
  HostMemory();
  ~HostMemory();
  HostMemory(const HostMemory&) = delete;
  HostMemory& operator=(const HostMemory&) = delete;

  // Zeroed, aligned to `size`, a power of two.
  std::unique_ptr<device::SharedMemory> allocate(std::size_t size);

  // `size` bytes inside one block that is in use, or an empty span and a stray.
  std::span<std::uint8_t> access(std::uint64_t address, std::size_t size);

  // Accesses of the card outside of what it was given: there must be none.
  std::uint64_t strays() const { return strays_; }

 private:
  struct Block;
  class Lease;

  std::map<std::uint64_t, std::shared_ptr<Block>> blocks_;  // by address
  std::uint64_t next_address_;
  std::uint64_t strays_ = 0;
};

}  // namespace nicvs::sim
