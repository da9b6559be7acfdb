// SPDX-License-Identifier: Apache-2.0
// The layouts in C++ against the packed structs of nicvs_map_pkg, bit for bit.
//
// The module nicvs_map_image takes a layout's bits apart into lanes of 64 bits, one or more a
// field, and puts lanes together; each_field() says which lanes the C++ expects.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <random>
#include <tuple>
#include <vector>

#include "Vmap_image.h"
#include "nicvs/card/records.hpp"
#include "nicvs/card/tables.hpp"
#include "tests/rtl/support/clocked.hpp"

namespace nicvs::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class Layout>
Bytes lanes_of(const Layout& layout) {
  Bytes lanes;
  Layout::each_field(layout, [&](card::BitField field, const auto& value) {
    const std::size_t begin = lanes.size();
    lanes.resize(begin + (field.width + 63) / 64 * 8);
    if constexpr (card::kIsByteArray<std::remove_cvref_t<decltype(value)>>) {
      std::copy(value.begin(), value.end(), lanes.begin() + static_cast<std::ptrdiff_t>(begin));
    } else {
      const auto number = static_cast<std::uint64_t>(value);
      std::memcpy(lanes.data() + begin, &number, sizeof number);
    }
  });
  return lanes;
}

template <std::size_t N>
Bytes bytes_of(const VlWide<N>& words, std::size_t size) {
  Bytes bytes(4 * N);
  std::memcpy(bytes.data(), words.m_storage, bytes.size());
  CHECK(std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(size), bytes.end(),
                    [](std::uint8_t byte) { return byte == 0; }));
  bytes.resize(size);
  return bytes;
}

template <class Layout>
void check_layout(Vmap_image& image, unsigned index, std::mt19937_64& random) {
  INFO(Layout::kName);
  image.layout_i = static_cast<std::uint8_t>(index);
  for (int i = 0; i < 500; ++i) {
    Bytes bits(card::kBytes<Layout>);
    std::generate(bits.begin(), bits.end(), [&] { return static_cast<std::uint8_t>(random()); });
    const auto layout = card::decode<Layout>(bits);
    const Bytes lanes = lanes_of(layout);
    image.bits_i = {};
    image.lanes_i = {};
    std::memcpy(image.bits_i.m_storage, bits.data(), bits.size());
    std::memcpy(image.lanes_i.m_storage, lanes.data(), lanes.size());
    image.eval();
    REQUIRE(bytes_of(image.lanes_o, lanes.size()) == lanes);
    const auto encoded = card::encode(layout);
    REQUIRE(bytes_of(image.bits_o, encoded.size()) == Bytes(encoded.begin(), encoded.end()));
  }
}

template <class... Layouts>
void check_all(std::tuple<Layouts...>*, unsigned& index, std::mt19937_64& random) {
  Vmap_image image;
  (check_layout<Layouts>(image, index++, random), ...);
}

TEST_CASE("layouts of the host are the card's packed structs", "[map][layout]") {
  INFO("seed " << bench_seed());
  std::mt19937_64 random(bench_seed());
  unsigned index = 0;
  check_all(static_cast<card::TableLayouts*>(nullptr), index, random);
  check_all(static_cast<card::RecordLayouts*>(nullptr), index, random);
  CHECK(index == 17);
}

}  // namespace
}  // namespace nicvs::test
