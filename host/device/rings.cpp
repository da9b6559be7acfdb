// SPDX-License-Identifier: Apache-2.0
#include "host/device/rings.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace nicvs::device {
namespace {

Status check_size(const char* ring, unsigned cells_log2) {
  if (cells_log2 < regs::kRingCellsLog2Min || cells_log2 > regs::kRingCellsLog2Max) {
    return Error{EINVAL, std::string(ring) + " ring of 2^" + std::to_string(cells_log2) +
                             " cells, expected 2^" + std::to_string(regs::kRingCellsLog2Min) +
                             " to 2^" + std::to_string(regs::kRingCellsLog2Max)};
  }
  return {};
}

std::uint32_t low_half(std::uint64_t address) { return static_cast<std::uint32_t>(address); }
std::uint32_t high_half(std::uint64_t address) { return static_cast<std::uint32_t>(address >> 32); }

}  // namespace

Result<Rings> Rings::open(Transport& transport, RegisterBus& bus, RingSizes sizes) {
  if (Status status = check_size("host", sizes.host_cells_log2); !status) {
    return status.error();
  }
  if (Status status = check_size("card", sizes.card_cells_log2); !status) {
    return status.error();
  }
  Memory memory;
  for (auto [place, size] :
       {std::pair{&memory.host, std::size_t{regs::kRingCellBytes} << sizes.host_cells_log2},
        std::pair{&memory.card, std::size_t{regs::kRingCellBytes} << sizes.card_cells_log2},
        std::pair{&memory.status, std::size_t{regs::kRingCellBytes}}}) {
    Result<std::unique_ptr<SharedMemory>> allocated = transport.allocate(size);
    if (!allocated) {
      return allocated.error();
    }
    *place = *std::move(allocated);
  }
  Rings rings(bus, std::move(memory), sizes);
  rings.program(sizes);
  return rings;
}

Rings::Rings(RegisterBus& bus, Memory memory, RingSizes sizes)
    : bus_(&bus),
      memory_(std::move(memory)),
      host_(memory_.host->bytes(), sizes.host_cells_log2),
      card_(memory_.card->bytes(), sizes.card_cells_log2) {}

void Rings::program(RingSizes sizes) {
  const std::uint64_t status = memory_.status->card_address();
  bus_->write(regs::RingStatusLow{}.with_address(low_half(status)));
  bus_->write(regs::RingStatusHigh{}.with_address(high_half(status)));
  const std::uint64_t host = memory_.host->card_address();
  bus_->write(regs::HostRingBaseLow{}.with_address(low_half(host)));
  bus_->write(regs::HostRingBaseHigh{}.with_address(high_half(host)));
  bus_->write(regs::HostRingHead{}.with_index(0));
  const std::uint64_t card = memory_.card->card_address();
  bus_->write(regs::CardRingBaseLow{}.with_address(low_half(card)));
  bus_->write(regs::CardRingBaseHigh{}.with_address(high_half(card)));
  bus_->write(regs::CardRingTail{}.with_index(0));
  bus_->write(
      regs::HostRingSize{}.with_cells_log2(static_cast<std::uint8_t>(sizes.host_cells_log2)));
  bus_->write(
      regs::CardRingSize{}.with_cells_log2(static_cast<std::uint8_t>(sizes.card_cells_log2)));
}

void Rings::close() {
  bus_->write(regs::HostRingSize{}.with_cells_log2(0));
  bus_->write(regs::CardRingSize{}.with_cells_log2(0));
  bus_->write(regs::RingStatusLow{}.with_address(0));
  bus_->write(regs::RingStatusHigh{}.with_address(0));
}

// The card may write the cell at any time, but never half of a number.
card::RingStatus Rings::status() const {
  std::array<std::uint8_t, regs::kRingCellBytes> copy{};
  std::uint8_t* cell = memory_.status->bytes().data();
  for (std::size_t at = 0; at < card::kBytes<card::RingStatus>; at += 4) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): aligned to a cell
    std::atomic_ref<std::uint32_t> word(*reinterpret_cast<std::uint32_t*>(cell + at));
    const std::uint32_t value = word.load(std::memory_order_acquire);
    std::memcpy(copy.data() + at, &value, sizeof value);
  }
  return card::decode<card::RingStatus>(copy);
}

RingFault Rings::consume(unsigned budget, const std::function<void(const HostRecord&)>& visit) {
  const std::uint32_t before = host_.head();
  host_.consume(status().host_tail, budget, visit);
  if (host_.head() != before) {
    bus_->write(regs::HostRingHead{}.with_index(host_.head()));
  }
  return host_.fault();
}

void Rings::flush() {
  std::atomic_thread_fence(std::memory_order_release);
  bus_->write(regs::CardRingTail{}.with_index(card_.tail()));
}

}  // namespace nicvs::device
