// SPDX-License-Identifier: Apache-2.0
// Typed registers over a transport, and the one place that decides that a card is gone.
//
//   RegisterBus bus(transport);
//   std::optional<regs::Ctrl> ctrl = bus.read<regs::Ctrl>();   // nullopt: the card is gone
//   bus.write(ctrl->with_enable(true));
//
// A register of a card that has left the bus reads as all ones. Since some registers may hold all
// ones, ID decides: if it does not read as NICVS, the card is gone, and stays so for this bus: no
// access reaches the transport any more. A card that comes back gets a new bus.
#pragma once

#include <cstdint>
#include <optional>

#include "host/device/transport.hpp"
#include "nicvs/card/registers.hpp"

namespace nicvs::device {

// The transport is borrowed. Threads: those of the transport.
class RegisterBus {
 public:
  explicit RegisterBus(Transport& transport) : transport_(transport) {}

  template <class Register>
  std::optional<Register> read() {
    const std::optional<std::uint32_t> raw = read_word(Register::kOffset);
    return raw ? std::optional<Register>(Register{*raw}) : std::nullopt;
  }

  // Lost if the card is gone.
  template <class Register>
  void write(Register value) {
    write_word(Register::kOffset, value.raw);
  }

  // The element `index` of an array of registers.
  template <class Register>
  void write(unsigned index, Register value) {
    write_word(Register::kOffset + 4 * index, value.raw);
  }

  // 64 bits of one moment; `offset` by regs::..._offset().
  std::optional<std::uint64_t> read_counter(std::uint32_t offset);

  bool is_gone() const { return is_gone_; }

 private:
  std::optional<std::uint32_t> read_word(std::uint32_t offset);
  void write_word(std::uint32_t offset, std::uint32_t value);

  Transport& transport_;
  bool is_gone_ = false;
};

}  // namespace nicvs::device
