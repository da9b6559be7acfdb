// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/ring/boundary_bench.hpp"

#include <algorithm>

namespace nicvs::test {
namespace {

class Block final : public device::SharedMemory {
 public:
  Block(Bytes& bytes, std::uint64_t address) : bytes_(bytes), address_(address) {}
  std::span<std::uint8_t> bytes() override { return bytes_; }
  std::uint64_t card_address() const override { return address_; }

 private:
  Bytes& bytes_;
  std::uint64_t address_;
};

template <std::size_t N>
Cell cell_of(const VlWide<N>& words) {
  static_assert(N * 4 == sizeof(Cell));
  Cell cell;
  std::memcpy(cell.data(), words.m_storage, sizeof cell);
  return cell;
}

}  // namespace

BoundaryBench::BoundaryBench(std::uint64_t seed) : random_(seed) {}

std::uint32_t BoundaryBench::read32(std::uint32_t offset) {
  card_->s_axil_araddr_i = static_cast<std::uint16_t>(offset);
  card_->s_axil_arvalid_i = 1;
  bool is_taken = false;
  for (int i = 0; i < 200; ++i) {
    card_.settle();
    is_taken = is_taken || card_->s_axil_arready_o != 0;
    if (card_->s_axil_rvalid_o) {
      break;
    }
    cycle();
    card_->s_axil_arvalid_i = is_taken ? 0 : 1;
  }
  REQUIRE(card_->s_axil_rvalid_o);
  const std::uint32_t value = card_->s_axil_rdata_o;
  CHECK(card_->s_axil_rresp_o == 0);
  card_->s_axil_rready_i = 1;
  cycle();
  card_->s_axil_rready_i = 0;
  return value;
}

void BoundaryBench::write32(std::uint32_t offset, std::uint32_t value) {
  card_->s_axil_awaddr_i = static_cast<std::uint16_t>(offset);
  card_->s_axil_wdata_i = value;
  card_->s_axil_wstrb_i = 0xf;
  card_->s_axil_awvalid_i = card_->s_axil_wvalid_i = 1;
  bool is_taken = false;
  for (int i = 0; i < 200; ++i) {
    card_.settle();
    is_taken = is_taken || card_->s_axil_awready_o != 0;
    if (card_->s_axil_bvalid_o) {
      break;
    }
    cycle();
    card_->s_axil_awvalid_i = card_->s_axil_wvalid_i = is_taken ? 0 : 1;
  }
  REQUIRE(card_->s_axil_bvalid_o);
  card_->s_axil_bready_i = 1;
  cycle();
  card_->s_axil_bready_i = 0;
}

Result<std::unique_ptr<device::SharedMemory>> BoundaryBench::allocate(std::size_t size) {
  const std::uint64_t address = 0x8'1000'0000 + blocks_.size() * 0x1000'0000;
  blocks_[address] = std::make_unique<Bytes>(size);
  return {std::make_unique<Block>(*blocks_[address], address)};
}

device::Interrupt BoundaryBench::wait(std::chrono::milliseconds) {
  card_.settle();
  return card_->interrupt_o ? device::Interrupt::Raised : device::Interrupt::TimedOut;
}

std::uint8_t* BoundaryBench::memory(std::uint64_t address, std::size_t size) {
  auto block = blocks_.upper_bound(address);
  if (block == blocks_.begin()) {
    return nullptr;
  }
  --block;
  const std::uint64_t offset = address - block->first;
  return offset + size <= block->second->size() ? block->second->data() + offset : nullptr;
}

void BoundaryBench::send(const Cell& head, const Bytes& frame) {
  to_send_.push_back({head, frame.empty()});
  for (std::size_t at = 0; at < frame.size(); at += sizeof(Cell)) {
    Cell cell{};
    const std::size_t size = std::min(sizeof(Cell), frame.size() - at);
    std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), size, cell.begin());
    to_send_.push_back({cell, at + sizeof(Cell) >= frame.size()});
  }
}

void BoundaryBench::send_frame(const Bytes& frame) {
  card::HostFrame record{.port = 1, .reason = dp::Reason::NoService};
  record.head = {card::RecordKind::HostFrame,
                 static_cast<std::uint8_t>(1 + (frame.size() + 63) / 64),
                 static_cast<std::uint16_t>(frame.size()), 0, 0};
  send(card::encode(record), frame);
}

void BoundaryBench::run(unsigned cycles) {
  for (unsigned i = 0; i < cycles; ++i) {
    cycle();
  }
}

void BoundaryBench::cycle() {
  drive();
  card_.settle();
  observe();
  card_.clock();
}

void BoundaryBench::drive() {
  card_->write_ready_i = !is_memory_frozen && !in_percent(random_, stall_percent);
  card_->read_ready_i = !is_memory_frozen && !in_percent(random_, stall_percent);
  card_->card_record_ready_i = !is_receiver_frozen && !in_percent(random_, stall_percent);
  card_->read_cell_valid_i =
      !answers_.empty() && answers_.front().due <= card_.cycles() && !is_memory_frozen;
  if (card_->read_cell_valid_i) {
    std::memcpy(card_->read_cell_i.m_storage, answers_.front().cell.data(), sizeof(Cell));
  }
  offers_ = !to_send_.empty() && (offers_ || !in_percent(random_, 20));
  card_->host_record_valid_i = offers_;
  if (offers_) {
    std::memcpy(card_->host_record_cell_i.m_storage, to_send_.front().cell.data(), sizeof(Cell));
    card_->host_record_last_i = to_send_.front().is_last;
  }
}

void BoundaryBench::observe() {
  if (card_->read_cell_valid_i) {
    answers_.pop_front();
  }
  if (card_->host_record_valid_i && card_->host_record_ready_o) {
    to_send_.pop_front();
    offers_ = false;
  }
  if (card_->write_valid_o && card_->write_ready_i) {
    std::uint8_t* to = memory(std::uint64_t{card_->write_address_o} << 6, sizeof(Cell));
    strays += to == nullptr ? 1 : 0;
    if (to != nullptr) {
      std::memcpy(to, card_->write_cell_o.m_storage, sizeof(Cell));
    }
  }
  if (card_->read_valid_o && card_->read_ready_i) {
    const std::uint8_t* from = memory(std::uint64_t{card_->read_address_o} << 6, sizeof(Cell));
    strays += from == nullptr ? 1 : 0;
    Answer answer{card_.cycles() + 1 + random_() % 50, {}};
    if (from != nullptr) {
      std::memcpy(answer.cell.data(), from, sizeof(Cell));
    }
    answers_.push_back(answer);
  }
  if (card_->card_record_valid_o && card_->card_record_ready_i) {
    incoming_.cells.push_back(cell_of(card_->card_record_cell_o));
    incoming_.is_cut = card_->card_record_error_o != 0;
    if (card_->card_record_last_o) {
      received.push_back(std::move(incoming_));
      incoming_ = {};
    }
  }
  stored += card_->record_stored_o;
  dropped += card_->record_dropped_o;
  taken += card_->record_taken_o;
}

}  // namespace nicvs::test
