// SPDX-License-Identifier: Apache-2.0
// A transport whose card is a map of words and plain memory that a test writes as it likes.
#pragma once

#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "host/device/transport.hpp"
#include "nicvs/card/records.hpp"
#include "nicvs/card/registers.hpp"

namespace nicvs::test {

class FakeMemory final : public device::SharedMemory {
 public:
  FakeMemory(std::span<std::uint8_t> bytes, std::uint64_t address)
      : bytes_(bytes), address_(address) {}
  std::span<std::uint8_t> bytes() override { return bytes_; }
  std::uint64_t card_address() const override { return address_; }

 private:
  std::span<std::uint8_t> bytes_;
  std::uint64_t address_;
};

class FakeCard final : public device::Transport {
 public:
  FakeCard() {
    for (const regs::RegisterInfo& info : regs::kRegisters) {
      words[info.offset] = info.reset;
    }
    words[regs::ConnSlots::kOffset] = 1024;
    words[regs::ServiceSlots::kOffset] = 64;
    words[regs::DestSlots::kOffset] = 256;
    words[regs::NextHopSlots::kOffset] = 128;
    words[regs::SchedSlots::kOffset] = 4096;
    words[regs::Ports::kOffset] = 2;
    words[regs::Clock::kOffset] = 322265;
  }

  std::uint32_t read32(std::uint32_t offset) override {
    ++accesses;
    return is_unplugged ? 0xffffffff : words.at(offset);
  }
  void write32(std::uint32_t offset, std::uint32_t value) override {
    ++accesses;
    words[offset] = value;
    written.push_back(offset);
  }
  Result<std::unique_ptr<device::SharedMemory>> allocate(std::size_t size) override {
    if (size > memory_left) {
      return Error{ENOMEM, "no memory"};
    }
    memory_left -= size;
    // Alignment is that of the largest ring and of a cell.
    blocks.emplace_back(new (std::align_val_t{64}) std::uint8_t[size]());
    return {std::make_unique<FakeMemory>(std::span(blocks.back().get(), size),
                                         0x100000000ull * blocks.size())};
  }
  device::Interrupt wait(std::chrono::milliseconds) override { return device::Interrupt::TimedOut; }

  // Block of an address given to the card.
  std::uint8_t* at(std::uint32_t low_register) {
    return blocks.at(words.at(low_register + 4) - 1).get();
  }
  void set_status(std::uint32_t host_tail, std::uint32_t card_head) {
    const auto cell =
        card::encode(card::RingStatus{.host_tail = host_tail, .card_head = card_head});
    std::memcpy(at(regs::RingStatusLow::kOffset), cell.data(), cell.size());
  }

  struct Free {
    void operator()(std::uint8_t* block) const { operator delete[](block, std::align_val_t{64}); }
  };
  std::map<std::uint32_t, std::uint32_t> words;
  std::vector<std::uint32_t> written;
  std::vector<std::unique_ptr<std::uint8_t[], Free>> blocks;
  std::size_t memory_left = 1 << 20;
  unsigned accesses = 0;
  bool is_unplugged = false;
};

}  // namespace nicvs::test
