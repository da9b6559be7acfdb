// SPDX-License-Identifier: Apache-2.0
#include "sim/card_rtl.hpp"

#include <algorithm>
#include <cstring>

#include "Vhost_path.h"

namespace nicvs::sim {
namespace {

// Positions in nicvs_pkg::beat_t.
constexpr unsigned kErrorBit = 0;
constexpr unsigned kLastBit = 1;
constexpr unsigned kLengthBit = 2;
constexpr unsigned kDataBit = 9;

template <std::size_t N>
std::uint32_t bits_at(const VlWide<N>& words, unsigned bit, unsigned width) {
  std::uint64_t two = words[bit / 32];
  if (bit / 32 + 1 < N) {
    two |= std::uint64_t{words[bit / 32 + 1]} << 32;
  }
  return static_cast<std::uint32_t>(two >> bit % 32) & ((1u << width) - 1);
}

template <std::size_t N>
void pack(const Beat& beat, VlWide<N>& words) {
  words = {};
  const auto put = [&](unsigned bit, std::uint64_t value) {
    const std::uint64_t shifted = value << bit % 32;
    words[bit / 32] |= static_cast<std::uint32_t>(shifted);
    if (bit / 32 + 1 < N) {
      words[bit / 32 + 1] |= static_cast<std::uint32_t>(shifted >> 32);
    }
  };
  put(kErrorBit, beat.is_damaged ? 1 : 0);
  put(kLastBit, beat.is_last ? 1 : 0);
  put(kLengthBit, beat.length);
  for (unsigned i = 0; i < beat.data.size(); ++i) {
    put(kDataBit + 8 * i, beat.data[i]);
  }
}

template <std::size_t N>
Beat unpack(const VlWide<N>& words) {
  Beat beat;
  beat.is_damaged = bits_at(words, kErrorBit, 1) != 0;
  beat.is_last = bits_at(words, kLastBit, 1) != 0;
  beat.length = std::min(bits_at(words, kLengthBit, 7), 64u);
  for (unsigned i = 0; i < beat.data.size(); ++i) {
    beat.data[i] = static_cast<std::uint8_t>(bits_at(words, kDataBit + 8 * i, 8));
  }
  return beat;
}

}  // namespace

CardRtl::CardRtl(const SimOptions& options, HostMemory& memory, MacPort& port)
    : card_(std::make_unique<Vhost_path>()),
      options_(options),
      memory_(memory),
      port_(port),
      random_(options.seed) {
  enter_reset();
}

CardRtl::~CardRtl() = default;

bool CardRtl::is_interrupt_raised() const { return card_->interrupt_o != 0; }

void CardRtl::enter_reset() {
  card_->rst_ni = 0;
  access_ = Access::None;
  answers_.clear();
}

void CardRtl::leave_reset() { card_->rst_ni = 1; }

void CardRtl::start_read(std::uint32_t offset) {
  card_->s_axil_araddr_i = static_cast<std::uint16_t>(offset);
  access_ = Access::ReadAddress;
}

void CardRtl::start_write(std::uint32_t offset, std::uint32_t value) {
  card_->s_axil_awaddr_i = static_cast<std::uint16_t>(offset);
  card_->s_axil_wdata_i = value;
  card_->s_axil_wstrb_i = 0xf;
  access_ = Access::Write;
}

void CardRtl::tick(Picoseconds now) {
  now_ = now;
  drive();
  card_->clk_i = 0;
  card_->eval();
  observe();
  card_->clk_i = 1;
  card_->eval();
}

void CardRtl::drive() {
  const std::optional<Beat> beat = port_.receive();
  card_->rx_valid_i = beat.has_value();
  if (beat) {
    pack(*beat, card_->rx_beat_i);
  }
  card_->tx_ready_i = port_.can_send();
  card_->write_ready_i = random_() % 100 >= options_.memory_stall_percent;
  card_->read_ready_i = random_() % 100 >= options_.memory_stall_percent;
  card_->read_cell_valid_i = !answers_.empty() && answers_.front().due <= now_;
  if (card_->read_cell_valid_i) {
    std::memcpy(card_->read_cell_i.m_storage, answers_.front().cell.data(), 64);
    answers_.pop_front();
  }
  drive_registers();
}

void CardRtl::drive_registers() {
  card_->s_axil_arvalid_i = access_ == Access::ReadAddress;
  card_->s_axil_rready_i = access_ == Access::ReadData;
  card_->s_axil_awvalid_i = card_->s_axil_wvalid_i = access_ == Access::Write;
  card_->s_axil_bready_i = access_ == Access::WriteAnswer;
}

void CardRtl::observe() {
  if (card_->rst_ni == 0) {
    return;
  }
  if (card_->tx_ready_i) {
    port_.send(card_->tx_valid_o ? std::optional(unpack(card_->tx_beat_o)) : std::nullopt);
  }
  received_damaged += card_->rx_damaged_o;
  received_full += card_->rx_full_o;
  host_ring_full += card_->host_ring_full_o;
  observe_memory();
  observe_registers();
}

void CardRtl::observe_memory() {
  if (card_->write_valid_o && card_->write_ready_i) {
    const auto to = memory_.access(std::uint64_t{card_->write_address_o} << 6, 64);
    if (!to.empty()) {
      std::memcpy(to.data(), card_->write_cell_o.m_storage, 64);
    }
  }
  if (card_->read_valid_o && card_->read_ready_i) {
    Answer answer{now_ + options_.memory_latency, {}};
    const auto from = memory_.access(std::uint64_t{card_->read_address_o} << 6, 64);
    std::copy(from.begin(), from.end(), answer.cell.begin());
    answers_.push_back(answer);
  }
}

void CardRtl::observe_registers() {
  if (access_ == Access::ReadAddress && card_->s_axil_arready_o) {
    access_ = Access::ReadData;
  } else if (access_ == Access::ReadData && card_->s_axil_rvalid_o) {
    // A bus has no way to say that an address does not exist: it reads as all ones.
    read_value_ = card_->s_axil_rresp_o == 0 ? card_->s_axil_rdata_o : 0xffffffff;
    access_ = Access::None;
  } else if (access_ == Access::Write && card_->s_axil_awready_o) {
    access_ = Access::WriteAnswer;
  } else if (access_ == Access::WriteAnswer && card_->s_axil_bvalid_o) {
    access_ = Access::None;
  }
}

}  // namespace nicvs::sim
