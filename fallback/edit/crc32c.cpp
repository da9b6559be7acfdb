// SPDX-License-Identifier: Apache-2.0
// Eight bytes a step: with the processor's instruction, or with eight tables ("slicing by 8").
#include "fallback/edit/crc32c.hpp"

#include <array>
#include <cstring>

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // reflected
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

// tables[n][b]: the CRC of byte b followed by n zero bytes.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t b = 0; b < 256; ++b) {
    std::uint32_t crc = b;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1u) != 0 ? kPolynomial : 0u);
    }
    tables[0][b] = crc;
  }
  for (std::size_t n = 1; n < 8; ++n) {
    for (std::size_t b = 0; b < 256; ++b) {
      const std::uint32_t crc = tables[n - 1][b];
      tables[n][b] = (crc >> 8) ^ tables[0][crc & 0xffu];
    }
  }
  return tables;
}
constexpr Tables kTables = make_tables();

std::uint64_t load64(const std::uint8_t* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

#if defined(__x86_64__)
// Calling it needs a processor with SSE 4.2.
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(
    std::span<const std::uint8_t> bytes, std::uint32_t crc) {
  std::uint64_t state = static_cast<std::uint32_t>(~crc);
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    state = __builtin_ia32_crc32di(state, load64(bytes.data()));
  }
  std::uint32_t tail = static_cast<std::uint32_t>(state);
  for (const std::uint8_t byte : bytes) {
    tail = __builtin_ia32_crc32qi(tail, byte);
  }
  return ~tail;
}
const bool kHasInstruction = __builtin_cpu_supports("sse4.2") != 0;
#else
constexpr bool kHasInstruction = false;
std::uint32_t crc32c_by_instruction(std::span<const std::uint8_t> bytes, std::uint32_t crc) {
  return crc32c_by_table(bytes, crc);
}
#endif

}  // namespace

std::uint32_t crc32c_by_table(std::span<const std::uint8_t> bytes, std::uint32_t crc) {
  std::uint32_t state = ~crc;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    const std::uint64_t word = load64(bytes.data()) ^ state;
    state = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      state ^= kTables[7 - i][(word >> (8 * i)) & 0xffu];
    }
  }
  for (const std::uint8_t byte : bytes) {
    state = (state >> 8) ^ kTables[0][(state ^ byte) & 0xffu];
  }
  return ~state;
}

std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t crc) {
  return kHasInstruction ? crc32c_by_instruction(bytes, crc) : crc32c_by_table(bytes, crc);
}

}  // namespace nicvs::soft
