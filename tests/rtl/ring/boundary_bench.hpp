// SPDX-License-Identifier: Apache-2.0
// nicvs_boundary with a host memory, reached through the driver's own transport interface.
//
//   BoundaryBench card(seed);
//   device::RegisterBus bus(card);
//   auto rings = device::Rings::open(card, bus, sizes);
//   card.send(record, frame);        // to the host
//   card.run(1000);                  // cycles
//   card.received                    // records that came from the host
//
// Host memory stalls and delays at random; reads are answered in order.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "Vboundary.h"
#include "host/device/transport.hpp"
#include "nicvs/card/records.hpp"
#include "nicvs/card/registers.hpp"
#include "tests/rtl/support/clocked.hpp"

namespace nicvs::test {

using Bytes = std::vector<std::uint8_t>;
using Cell = std::array<std::uint8_t, regs::kRingCellBytes>;

struct Record {
  std::vector<Cell> cells;
  bool is_cut = false;  // ended by record_error_o
};

class BoundaryBench final : public device::Transport {
 public:
  explicit BoundaryBench(std::uint64_t seed);

  // Transport.
  std::uint32_t read32(std::uint32_t offset) override;
  void write32(std::uint32_t offset, std::uint32_t value) override;
  Result<std::unique_ptr<device::SharedMemory>> allocate(std::size_t size) override;
  device::Interrupt wait(std::chrono::milliseconds timeout) override;

  // A record to the host, with its frame; sent while cycles run.
  void send(const Cell& head, const Bytes& frame);
  void send_frame(const Bytes& frame);
  std::size_t unsent() const { return to_send_.size(); }

  void run(unsigned cycles);
  std::uint8_t* memory(std::uint64_t address, std::size_t size);  // null: no such memory

  std::vector<Record> received;
  unsigned stored = 0;
  unsigned dropped = 0;
  unsigned taken = 0;
  unsigned strays = 0;          // accesses to memory that nobody had allocated
  unsigned stall_percent = 30;  // of memory and of the receiver of records
  bool is_memory_frozen = false;
  bool is_receiver_frozen = false;
  Vboundary* model() { return card_.operator->(); }

 private:
  struct Sent {
    Cell cell;
    bool is_last;
  };
  struct Answer {
    std::uint64_t due;
    Cell cell;
  };
  void cycle();
  void drive();
  void observe();

  Clocked<Vboundary> card_;
  std::mt19937_64 random_;
  std::map<std::uint64_t, std::unique_ptr<Bytes>> blocks_;  // by address
  std::deque<Sent> to_send_;
  std::deque<Answer> answers_;
  Record incoming_;
  bool offers_ = false;
};

}  // namespace nicvs::test
