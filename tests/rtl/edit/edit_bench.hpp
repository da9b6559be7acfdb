// SPDX-License-Identifier: Apache-2.0
// Frames through packet FIFO, window gather and edit shifter, with decisions made natively.
//
//   EditBench bench;
//   bench.receive(frame, decision_of(frame));   // beat by beat, while everything else goes on
//   bench.drain();                              // all that was kept has come out as expected
//
// Every window, edited frame and order is checked against native dp kernels and soft::apply.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <random>

#include "Vedit.h"
#include "nicvs/dp/pipeline.hpp"
#include "tests/kernel/support/packets.hpp"
#include "tests/rtl/support/clocked.hpp"

namespace nicvs::test {

// What shall happen to a frame: no list means that it leaves as it came.
struct Decision {
  std::optional<dp::EditList> edits;
};

enum class Receive { Good, Damaged };

class EditBench {
 public:
  explicit EditBench(std::uint64_t seed) : random_(seed) {}

  unsigned bubbles = 0;     // % of cycles without a beat while a frame comes
  unsigned slow_lists = 0;  // % of cycles in which no list is given

  void receive(const Bytes& frame, const Decision& decision, Receive how = Receive::Good);
  void idle(unsigned cycles);
  // Until everything that was kept has left. Fails if it does not.
  void drain();

  std::uint64_t cycles() const { return dut_.cycles(); }
  std::uint64_t kept = 0;
  std::uint64_t dropped = 0;
  std::uint64_t dropped_full = 0;
  std::uint64_t sent = 0;
  std::uint64_t edited = 0;
  std::uint64_t refused = 0;  // lists that are software's: the frame leaves as it came

 private:
  struct Arrived {
    Bytes frame;
    Decision decision;
    Receive how;
  };
  struct Expected {
    Bytes frame;
    std::uint16_t tag;
  };

  void step();
  void settle_fate();
  void offer_list();
  void check_packed();
  void take();

  Clocked<Vedit> dut_;
  std::mt19937_64 random_;
  std::deque<Arrived> arrived_;    // without a fate yet
  std::deque<Arrived> undecided_;  // windows whose list is to be given
  std::deque<bool> raw_;           // is_raw_o of lists that were given
  std::deque<Expected> expected_;
  Bytes partial_;
  std::uint16_t tag_ = 0;
};

}  // namespace nicvs::test
