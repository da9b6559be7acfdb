// SPDX-License-Identifier: Apache-2.0
// A beat of a frame between MAC and card.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace nicvs::sim {

struct Beat {
  std::array<std::uint8_t, 64> data{};
  unsigned length = 0;
  bool is_last = false;
  bool is_damaged = false;
};

// What the card's streams are connected to; asked in every cycle.
class MacPort {
 public:
  virtual ~MacPort() = default;
  // The beat from the wire, which the card has to take.
  virtual std::optional<Beat> receive() = 0;
  // Whether the card's beat is taken in this cycle; then send() follows, without a beat if the card
  // has none.
  virtual bool can_send() const = 0;
  virtual void send(const std::optional<Beat>& beat) = 0;
};

}  // namespace nicvs::sim
