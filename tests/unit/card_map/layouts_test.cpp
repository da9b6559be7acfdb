// SPDX-License-Identifier: Apache-2.0
// Layouts of the card's boundary: bytes in host memory and back.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "nicvs/card/records.hpp"
#include "nicvs/card/tables.hpp"

namespace nicvs::card {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class Layout>
Bytes bytes_of(const Layout& layout) {
  const auto bytes = encode(layout);
  return {bytes.begin(), bytes.end()};
}

constexpr NextHopEntry kNextHop{.dst_mac = {0x02, 0, 0, 0, 0, 0x01},
                                .src_mac = {0x02, 0, 0, 0, 0, 0xfe},
                                .mtu = 1500,
                                .tunnel_src = 0xc0000201,
                                .port = 1,
                                .is_present = true};

TEST_CASE("entries lie in bytes as the manual says", "[card][layout]") {
  CHECK(bytes_of(kNextHop) == Bytes{0x02, 0,    0,    0,    0, 0x01,  // dst_mac, as on the wire
                                    0x02, 0,    0,    0,    0, 0xfe,  // src_mac
                                    0xdc, 0x05,                       // mtu, low byte first
                                    0x01, 0x02, 0x00, 0xc0,           // tunnel_src
                                    0x05, 0x00});                     // port, is_present
  CHECK(bytes_of(ConnEntry{.src = 0xc0000201,
                           .dst = 0x0a000001,
                           .src_port = 40000,
                           .dst_port = 80,
                           .protocol = ProtocolCode::Tcp,
                           .side = ConnSide::Dest,
                           .generation = 63,
                           .conn = 0xabcdef}) ==
        Bytes{0x01, 0x02, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x0a, 0x40, 0x9c, 0x50, 0x00,
              0xfd,                    // protocol 1, side 1 << 2, five bits of generation
              0xdf, 0x9b, 0x57, 0x01,  // its last bit, conn
              0x00});
}

TEST_CASE("a record says what it is in its first bytes", "[card][layout]") {
  HostFrame frame{};
  frame.head = {RecordKind::HostFrame, 3, 65, 0x0201, 0};
  frame.port = 1;
  frame.reason = dp::Reason::NoService;
  frame.received = 0x0807060504030201;
  const Bytes bytes = bytes_of(frame);
  REQUIRE(bytes.size() == 64);
  CHECK(Bytes(bytes.begin(), bytes.begin() + 24) ==
        Bytes{1, 3, 65, 0, 1, 2, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(decode<RecordHead>(bytes) == frame.head);
}

TEST_CASE("a value too wide for its field does not fit and does not reach its neighbours",
          "[card][layout]") {
  DestEntry dest{.address = 0, .next_hop = 0xfff, .service = 0xfff};
  CHECK(misfit(dest) == nullptr);
  dest.service = 0x1000;
  CHECK(misfit(dest) == std::string("service"));
  const DestEntry stored = decode<DestEntry>(encode(dest));
  CHECK(stored == DestEntry{.address = 0, .next_hop = 0xfff, .service = 0});
}

TEST_CASE("numbers that no enum has are recognised", "[card][layout]") {
  CHECK(is_known(RecordKind::ReadStats));
  CHECK_FALSE(is_known(static_cast<RecordKind>(0xff)));
  CHECK_FALSE(is_known(static_cast<RecordKind>(128)));
  CHECK_FALSE(is_known(static_cast<CommandStatus>(6)));
}

// Sets every field to random bits of its width.
template <class Layout>
Layout random_layout(std::mt19937_64& random) {
  Layout layout{};
  Layout::each_field(layout, [&](BitField field, auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (kIsByteArray<Value>) {
      for (std::uint8_t& byte : value) {
        byte = static_cast<std::uint8_t>(random());
      }
    } else {
      value = static_cast<Value>(random() >> (64 - field.width));
    }
  });
  return layout;
}

template <class Layout>
void check_layout(std::mt19937_64& random) {
  INFO(Layout::kName);
  unsigned named = 0;
  Layout probe{};
  Layout::each_field(probe, [&](BitField field, auto&) { named += field.width; });
  CHECK(named <= Layout::kBits);
  for (int i = 0; i < 1000; ++i) {
    const Layout layout = random_layout<Layout>(random);
    REQUIRE(misfit(layout) == nullptr);
    const auto bytes = encode(layout);
    REQUIRE(decode<Layout>(bytes) == layout);
    auto noisy = bytes;
    for (std::uint8_t& byte : noisy) {
      byte = static_cast<std::uint8_t>(random());
    }
    // Reserved bits are lost, and nothing else.
    REQUIRE(encode(decode<Layout>(encode(decode<Layout>(noisy)))) == encode(decode<Layout>(noisy)));
  }
}

template <class... Layouts>
void check_all(std::tuple<Layouts...>*, std::mt19937_64& random) {
  (check_layout<Layouts>(random), ...);
}

TEST_CASE("every layout comes back from its bytes", "[card][layout]") {
  const unsigned seed = GENERATE(1u, 2u);
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  check_all(static_cast<TableLayouts*>(nullptr), random);
  check_all(static_cast<RecordLayouts*>(nullptr), random);
}

}  // namespace
}  // namespace nicvs::card
