// SPDX-License-Identifier: Apache-2.0
// Both sides of a 100 Gb/s MAC at the card's streams, paced by the wire. Only for sim/*.cpp: it
// brings SystemC in, whose headers want to come after those of a Verilated model.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <systemc>
#include <vector>

#include "sim/beat.hpp"
#include "sim/sim_card.hpp"
#include "sim/wire.hpp"

namespace nicvs::sim {

// SystemC's time.
Picoseconds simulated_now();

// Frames that come from the wire: a beat exists when its last byte has arrived, and nobody can stop
// it.
class MacSource final : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(MacSource);
  explicit MacSource(const sc_core::sc_module_name& name);

  void send(const std::vector<std::uint8_t>& frame, Damage damage);
  // At a clock edge: the beat that the card gets.
  std::optional<Beat> take();

 private:
  struct Frame {
    std::vector<std::uint8_t> bytes;
    Damage damage;
  };
  void arrive();
  void wait_for(Picoseconds time);

  sc_core::sc_event more_;
  std::deque<Frame> frames_;
  std::deque<Beat> arrived_;
  std::size_t offset_ = 0;  // in the first frame: what has arrived
  bool is_on_wire_ = false;
  Picoseconds wire_is_free_{};  // for a preamble
};

// Frames that go to the wire, which takes them at its pace; a frame that has begun must not pause.
class MacSink {
 public:
  // Whether the card's beat would be taken in this cycle.
  bool is_ready(Picoseconds now) const;
  // A cycle in which the sink was ready; no beat if the card had none.
  void clock(const std::optional<Beat>& beat, Picoseconds now);

  std::vector<SentFrame> take();
  std::uint64_t pauses() const { return pauses_; }

 private:
  std::vector<std::uint8_t> frame_;
  Picoseconds started_{};
  Picoseconds wire_is_free_{};
  std::vector<SentFrame> sent_;
  std::uint64_t pauses_ = 0;
};

}  // namespace nicvs::sim
