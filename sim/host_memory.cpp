// SPDX-License-Identifier: Apache-2.0
#include "sim/host_memory.hpp"

#include <algorithm>
#include <new>

namespace nicvs::sim {
namespace {

// Beyond 4 GiB, so that forgotten upper halves of addresses show.
constexpr std::uint64_t kFirstAddress = 0x12'0000'0000;
constexpr std::size_t kCellBytes = 64;

}  // namespace

struct HostMemory::Block {
  explicit Block(std::size_t wanted)
      : bytes(new (std::align_val_t{kCellBytes}) std::uint8_t[wanted]()), size(wanted) {}
  struct Free {
    void operator()(std::uint8_t* memory) const {
      operator delete[](memory, std::align_val_t{kCellBytes});
    }
  };
  std::unique_ptr<std::uint8_t[], Free> bytes;
  std::size_t size;
  bool is_in_use = true;
};

class HostMemory::Lease final : public device::SharedMemory {
 public:
  Lease(std::shared_ptr<Block> block, std::uint64_t address)
      : block_(std::move(block)), address_(address) {}
  ~Lease() override { block_->is_in_use = false; }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  std::span<std::uint8_t> bytes() override { return {block_->bytes.get(), block_->size}; }
  std::uint64_t card_address() const override { return address_; }

 private:
  std::shared_ptr<Block> block_;
  std::uint64_t address_;
};

HostMemory::HostMemory() : next_address_(kFirstAddress) {}
HostMemory::~HostMemory() = default;

std::unique_ptr<device::SharedMemory> HostMemory::allocate(std::size_t size) {
  const std::uint64_t address = (next_address_ + size - 1) / size * size;
  next_address_ = address + 2 * size;  // a gap behind every block
  auto block = std::make_shared<Block>(size);
  blocks_[address] = block;
  return std::make_unique<Lease>(std::move(block), address);
}

std::span<std::uint8_t> HostMemory::access(std::uint64_t address, std::size_t size) {
  auto found = blocks_.upper_bound(address);
  if (found != blocks_.begin()) {
    --found;
    const std::uint64_t offset = address - found->first;
    Block& block = *found->second;
    if (block.is_in_use && offset < block.size && size <= block.size - offset) {
      return {block.bytes.get() + offset, size};
    }
  }
  ++strays_;
  return {};
}

}  // namespace nicvs::sim
