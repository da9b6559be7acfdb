// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "host/device/register_bus.hpp"
#include "tests/unit/device/fake_card.hpp"

namespace nicvs::device {
namespace {

TEST_CASE("a register is read and written as a value", "[device][bus]") {
  test::FakeCard card;
  RegisterBus bus(card);
  bus.write(regs::Ctrl{}.with_enable(true));
  CHECK(card.words[0x40] == 1);
  CHECK(bus.read<regs::Ctrl>()->enable());
  bus.write(2, regs::HashKey{}.with_word(7));
  CHECK(card.words[0x68] == 7);
}

TEST_CASE("all ones from a card that lives are a value", "[device][bus]") {
  test::FakeCard card;
  RegisterBus bus(card);
  card.words[regs::Scratch::kOffset] = 0xffffffff;
  REQUIRE(bus.read<regs::Scratch>());
  CHECK(bus.read<regs::Scratch>()->value() == 0xffffffff);
  CHECK_FALSE(bus.is_gone());
}

TEST_CASE("all ones everywhere mean that the card is gone, for good", "[device][bus]") {
  test::FakeCard card;
  RegisterBus bus(card);
  card.is_unplugged = true;
  CHECK_FALSE(bus.read<regs::Scratch>());
  CHECK(bus.is_gone());
  card.is_unplugged = false;
  const unsigned before = card.accesses;
  CHECK_FALSE(bus.read<regs::Id>());
  CHECK_FALSE(bus.read_counter(regs::events_lost_offset()));
  bus.write(regs::Ctrl{}.with_enable(true));
  CHECK(card.accesses == before);
}

TEST_CASE("a counter has its two words, and none from a card that is gone", "[device][bus]") {
  test::FakeCard card;
  RegisterBus bus(card);
  const std::uint32_t offset = regs::reason_frames_offset(dp::Reason::NoService);
  card.words[offset] = 0xffffffff;
  card.words[offset + 4] = 5;
  CHECK(bus.read_counter(offset) == 0x5ffffffffull);
  card.is_unplugged = true;
  CHECK_FALSE(bus.read_counter(offset));
}

}  // namespace
}  // namespace nicvs::device
