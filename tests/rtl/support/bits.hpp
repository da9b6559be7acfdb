// SPDX-License-Identifier: Apache-2.0
// Packed structs of rtl/ as C++ writes and reads them.
//
//   test::BitWriter bits(port);      // the words of a wide Verilated port
//   bits.put(value, 16);             // the struct's last member first
#pragma once

#include <cstddef>
#include <cstdint>

namespace nicvs::test {

// Fills the port's words from bit 0 up; what is behind stays.
class BitWriter {
 public:
  explicit BitWriter(std::uint32_t* words) : words_(words) {}

  // The lowest `width` bits of value; width at most 64.
  void put(std::uint64_t value, unsigned width) {
    for (unsigned i = 0; i < width; ++i, ++at_) {
      const std::uint32_t bit = 1u << (at_ % 32);
      std::uint32_t& word = words_[at_ / 32];
      word = ((value >> i) & 1u) != 0 ? word | bit : word & ~bit;
    }
  }

  std::size_t width() const { return at_; }

 private:
  std::uint32_t* words_;
  std::size_t at_ = 0;
};

}  // namespace nicvs::test
