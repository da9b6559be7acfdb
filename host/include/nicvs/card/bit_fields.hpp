// SPDX-License-Identifier: Apache-2.0
// Layouts of bits and their bytes in host memory.
//
//   std::array<std::uint8_t, 18> bytes = encode(ConnEntry{...});
//   ConnEntry entry = decode<ConnEntry>(bytes);
//
// Bit i of a layout is bit i % 8 of byte i / 8. The layouts are generated (tables.hpp, records.hpp)
// and name their fields in each_field(). Reserved bits are written as 0 and not looked at.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace nicvs::card {

struct BitField {
  const char* name;
  unsigned lsb;
  unsigned width;
};

template <class Layout>
constexpr std::size_t kBytes = (Layout::kBits + 7) / 8;

// The lowest `width` bits, 1 to 64 of them.
constexpr std::uint64_t low_bits(unsigned width) { return ~std::uint64_t{0} >> (64 - width); }

// `width` 1 to 64; the span holds the bits.
constexpr std::uint64_t get_bits(std::span<const std::uint8_t> bytes, unsigned lsb,
                                 unsigned width) {
  std::uint64_t value = 0;
  for (unsigned done = 0; done < width; done += 8 - (lsb + done) % 8) {
    const unsigned bit = lsb + done;
    value |= static_cast<std::uint64_t>(bytes[bit / 8] >> bit % 8) << done;
  }
  return value & low_bits(width);
}

// Sets bits of bytes that were zero.
constexpr void put_bits(std::span<std::uint8_t> bytes, unsigned lsb, unsigned width,
                        std::uint64_t value) {
  value &= low_bits(width);
  for (unsigned done = 0; done < width; done += 8 - (lsb + done) % 8) {
    const unsigned bit = lsb + done;
    bytes[bit / 8] |= static_cast<std::uint8_t>(value >> done << bit % 8);
  }
}

template <class Value>
constexpr bool kIsByteArray = requires(Value value) {
  value.data();
};

// The name of a field whose value is too wide for it, or null; encode() cuts off what does not fit.
template <class Layout>
constexpr const char* misfit(const Layout& layout) {
  const char* name = nullptr;
  Layout::each_field(layout, [&](BitField field, const auto& value) {
    if constexpr (!kIsByteArray<std::remove_cvref_t<decltype(value)>>) {
      if (static_cast<std::uint64_t>(value) > low_bits(field.width)) {
        name = field.name;
      }
    }
  });
  return name;
}

template <class Layout>
constexpr std::array<std::uint8_t, kBytes<Layout>> encode(const Layout& layout) {
  std::array<std::uint8_t, kBytes<Layout>> bytes{};
  Layout::each_field(layout, [&](BitField field, const auto& value) {
    if constexpr (kIsByteArray<std::remove_cvref_t<decltype(value)>>) {
      std::copy(value.begin(), value.end(), bytes.begin() + field.lsb / 8);
    } else {
      put_bits(bytes, field.lsb, field.width, static_cast<std::uint64_t>(value));
    }
  });
  return bytes;
}

// `bytes` may be longer than the layout, never shorter.
template <class Layout>
constexpr Layout decode(std::span<const std::uint8_t> bytes) {
  assert(bytes.size() >= kBytes<Layout>);
  Layout layout{};
  Layout::each_field(layout, [&](BitField field, auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (kIsByteArray<Value>) {
      std::copy_n(bytes.begin() + field.lsb / 8, value.size(), value.begin());
    } else {
      value = static_cast<Value>(get_bits(bytes, field.lsb, field.width));
    }
  });
  return layout;
}

}  // namespace nicvs::card
