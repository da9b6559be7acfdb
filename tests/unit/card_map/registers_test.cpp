// SPDX-License-Identifier: Apache-2.0
// The card's registers as C++ values.
#include <catch2/catch.hpp>
#include <string>

#include "nicvs/card/registers.hpp"

namespace nicvs::regs {
namespace {

TEST_CASE("fields are read and changed where the manual puts them", "[card][registers]") {
  CHECK(Ctrl::kOffset == 0x40);
  CHECK(Ctrl{}.with_enable(true).raw == 0x1);
  CHECK(Ctrl{}.with_enable(true).with_ager_enable(true).with_soft_reset(true).raw == 0x103);
  CHECK(Ctrl{0x103}.with_enable(false).raw == 0x102);
  CHECK(Ctrl{0x2}.ager_enable());
  CHECK_FALSE(Ctrl{0x2}.enable());
  CHECK(Settings{}.conn_reuse_mode() == 1);
  CHECK(Settings{}.pmtu_discovery());
  CHECK(Settings{0}.with_conn_reuse_mode(7).raw == 0x30);
  CHECK(MapVersion{}.version() == kVersion);
  CHECK(MapVersion{}.digest() == kDigest);
  CHECK(Id{}.value() == kCardId);
}

TEST_CASE("a counter is found by the reason that it counts", "[card][registers]") {
  CHECK(reason_frames_offset(dp::Reason::None) == 0x1000);
  CHECK(reason_frames_offset(dp::Reason::NoService) == 0x1018);
  CHECK(port_rx_bytes_offset(3) == 0x1238);
}

TEST_CASE("no register reads as all ones in reset but by its content", "[card][registers]") {
  for (const RegisterInfo& info : kRegisters) {
    INFO(info.name);
    CHECK(info.reset != 0xffffffff);
    CHECK(info.offset + 4 * info.count <= kWindowBytes);
    CHECK((info.rw & info.ro) == 0);
    CHECK((info.reset & ~(info.rw | info.ro | info.wo | info.rw1c | info.w1p)) == 0);
  }
}

}  // namespace
}  // namespace nicvs::regs
