// SPDX-License-Identifier: Apache-2.0
#include "sim/sim_card.hpp"

#include <functional>
#include <optional>
#include <systemc>
#include <utility>

#include "sim/card_rtl.hpp"
#include "sim/mac.hpp"

namespace nicvs::sim {
namespace {

constexpr std::uint32_t kAllOnes = 0xffffffff;
constexpr int kResetCycles = 16;
constexpr double kPeriodPicoseconds = 1e6 / 322.265625;

// Calls a function at every rising edge.
class Clock final : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Clock);
  Clock(const sc_core::sc_module_name& name, double period_ps, std::function<void()> edge)
      : sc_module(name), period_(period_ps, sc_core::SC_PS), edge_(std::move(edge)) {
    SC_METHOD(tick);
  }
  sc_core::sc_time period() const { return period_; }

 private:
  void tick() {
    next_trigger(period_);
    edge_();
  }

  sc_core::sc_time period_;
  std::function<void()> edge_;
};

class Wire final : public MacPort {
 public:
  std::optional<Beat> receive() override { return source.take(); }
  bool can_send() const override { return sink.is_ready(simulated_now()); }
  void send(const std::optional<Beat>& beat) override { sink.clock(beat, simulated_now()); }

  MacSource source{"source"};
  MacSink sink;
};

}  // namespace

struct SimCard::Parts {
  explicit Parts(const SimOptions& options)
      : card(options, memory, wire),
        clock("clock", kPeriodPicoseconds * (1 - options.clock_drift_ppm * 1e-6),
              [this] { edge(); }) {}

  void edge() {
    if (is_plugged) {
      card.tick(simulated_now());
    } else {
      static_cast<void>(wire.receive());  // the wire does not wait
    }
  }
  void run_cycles(int cycles) {
    for (int i = 0; i < cycles; ++i) {
      sc_core::sc_start(clock.period());
    }
  }
  void finish_access() {
    while (card.is_busy()) {
      run_cycles(1);
    }
  }

  HostMemory memory;
  Wire wire;
  CardRtl card;
  Clock clock;
  bool is_plugged = true;
};

SimCard::SimCard(const SimOptions& options) : parts_(std::make_unique<Parts>(options)) { reset(); }

SimCard::~SimCard() = default;

std::uint32_t SimCard::read32(std::uint32_t offset) {
  if (!parts_->is_plugged) {
    return kAllOnes;
  }
  parts_->card.start_read(offset);
  parts_->finish_access();
  return parts_->card.read_value();
}

void SimCard::write32(std::uint32_t offset, std::uint32_t value) {
  if (parts_->is_plugged) {
    parts_->card.start_write(offset, value);
    parts_->finish_access();
  }
}

Result<std::unique_ptr<device::SharedMemory>> SimCard::allocate(std::size_t size) {
  return {parts_->memory.allocate(size)};
}

device::Interrupt SimCard::wait(std::chrono::milliseconds timeout) {
  const Picoseconds end = now() + timeout;
  while (parts_->is_plugged && !parts_->card.is_interrupt_raised() && now() < end) {
    parts_->run_cycles(1);
  }
  return !parts_->is_plugged                  ? device::Interrupt::CardGone
         : parts_->card.is_interrupt_raised() ? device::Interrupt::Raised
                                              : device::Interrupt::TimedOut;
}

void SimCard::send(const std::vector<std::uint8_t>& frame, Damage damage) {
  parts_->wire.source.send(frame, damage);
}

std::vector<SentFrame> SimCard::take_sent() { return parts_->wire.sink.take(); }

void SimCard::run(Picoseconds time) {
  sc_core::sc_start(sc_core::sc_time(static_cast<double>(time.count()), sc_core::SC_PS));
}

Picoseconds SimCard::now() const { return simulated_now(); }

SimCounts SimCard::counts() const {
  const CardRtl& card = parts_->card;
  return {card.received_damaged, card.received_full, card.host_ring_full,
          parts_->wire.sink.pauses(), parts_->memory.strays()};
}

void SimCard::reset() {
  parts_->card.enter_reset();
  parts_->run_cycles(kResetCycles);
  parts_->card.leave_reset();
  parts_->run_cycles(1);
}

void SimCard::unplug() { parts_->is_plugged = false; }

void SimCard::plug() {
  parts_->is_plugged = true;
  reset();
}

}  // namespace nicvs::sim

// libsystemc.so has a main() that calls this; no program of ours uses that.
int sc_main(int, char*[]) { return 1; }
