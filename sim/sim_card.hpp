// SPDX-License-Identifier: Apache-2.0
// READ FIRST. The simulated card: RTL that runs as fast as a 100 Gb/s wire, in simulated time.
//
//   SimCard card({});
//   device::RegisterBus bus(card);             // the driver of every card
//   card.send(frame);                          // as it would come from the wire
//   card.run(Picoseconds(1'000'000));
//   for (const SentFrame& sent : card.take_sent()) { ... }
//
// Time passes only in run(), wait() and register accesses. The RTL is nicvs_host_path: a card
// without a data path, whose frames go to the host and come from it. SystemC knows one simulation
// per process: a second SimCard must not be made. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "host/device/transport.hpp"
#include "sim/wire.hpp"

namespace nicvs::sim {

enum class Damage : std::uint8_t { None, BadFcs };

struct SentFrame {
  std::vector<std::uint8_t> bytes;
  Picoseconds at;  // when its first byte was put on the wire
  Damage damage;
};

struct SimOptions {
  std::uint64_t seed = 1;
  int clock_drift_ppm = 0;  // of the card's clock against the wire's
  // From a read's request to its data.
  Picoseconds memory_latency{800'000};
  unsigned memory_stall_percent = 10;  // cycles in which host memory takes nothing
};

// Frames and records that the card reported as lost, and what it must never do.
struct SimCounts {
  std::uint64_t received_damaged = 0;
  std::uint64_t received_full = 0;
  std::uint64_t host_ring_full = 0;
  std::uint64_t sent_pauses = 0;    // cycles in which a frame under way had no beat
  std::uint64_t memory_strays = 0;  // accesses outside of the memory it was given
};

class SimCard final : public device::Transport {
 public:
  explicit SimCard(const SimOptions& options);
  ~SimCard() override;
  SimCard(const SimCard&) = delete;
  SimCard& operator=(const SimCard&) = delete;

  // Transport. `timeout` and the accesses are in simulated time.
  std::uint32_t read32(std::uint32_t offset) override;
  void write32(std::uint32_t offset, std::uint32_t value) override;
  Result<std::unique_ptr<device::SharedMemory>> allocate(std::size_t size) override;
  device::Interrupt wait(std::chrono::milliseconds timeout) override;

  // A frame without FCS behind those that are waiting for the wire; shorter ones are padded.
  void send(const std::vector<std::uint8_t>& frame, Damage damage = Damage::None);
  // What the card has sent since the last call.
  std::vector<SentFrame> take_sent();

  void run(Picoseconds time);
  Picoseconds now() const;
  SimCounts counts() const;

  // Holds the card's reset for a moment.
  void reset();
  // The card leaves the bus: its registers read as all ones, and it stands still. plug() puts it
  // back, in reset.
  void unplug();
  void plug();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace nicvs::sim
