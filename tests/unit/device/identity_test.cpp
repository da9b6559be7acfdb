// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cerrno>

#include "host/device/identity.hpp"
#include "tests/unit/device/fake_card.hpp"

namespace nicvs::device {
namespace {

TEST_CASE("a card of this edition is taken with what it can do", "[device][identity]") {
  test::FakeCard card;
  RegisterBus bus(card);
  const Result<Capabilities> found = identify(bus);
  REQUIRE(found);
  CHECK(found->conn_slots == 1024);
  CHECK(found->service_slots == 64);
  CHECK(found->dest_slots == 256);
  CHECK(found->next_hop_slots == 128);
  CHECK(found->sched_slots == 4096);
  CHECK(found->ports == 2);
  CHECK(found->clock_khz == 322265);
  CHECK(card.written.empty());
}

struct Refusal {
  std::uint32_t offset;
  std::uint32_t value;
  int code;
  const char* text;  // a part of the sentence
};

TEST_CASE("other cards are refused with what was read and what was expected",
          "[device][identity]") {
  const auto c = GENERATE(values<Refusal>({
      {0x10, 0x10ee9038, ENODEV, "card id 0x10ee9038, expected 0x4e494356"},
      {0x10, 0, ENODEV, "card id 0x00000000, expected 0x4e494356"},
      {0x14, 2, EPROTO, "map version 2 digest 0x00000000, expected version 1 digest 0x"},
      {0x14, regs::MapVersion{}.raw ^ 0x10000, EPROTO, "map version 1 digest 0x"},
      {0x20, 0x1000001, EPROTO, "capability CONN_SLOTS is 16777217, expected 0 to 16777216"},
      {0x24, 4097, EPROTO, "capability SERVICE_SLOTS is 4097, expected 0 to 4096"},
      {0x28, 0xffff, EPROTO, "capability DEST_SLOTS is 65535, expected 0 to 16384"},
      {0x2c, 4097, EPROTO, "capability NEXT_HOP_SLOTS is 4097, expected 0 to 4096"},
      {0x30, 0x10001, EPROTO, "capability SCHED_SLOTS is 65537, expected 0 to 65536"},
      {0x34, 5, EPROTO, "capability PORTS is 5, expected 1 to 4"},
      {0x34, 0, EPROTO, "capability PORTS is 0, expected 1 to 4"},
      {0x38, 0, EPROTO, "capability CLOCK is 0, expected 1 to"},
  }));
  INFO(c.text);
  test::FakeCard card;
  card.words[c.offset] = c.value;
  RegisterBus bus(card);
  const Result<Capabilities> found = identify(bus);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == c.code);
  CHECK_THAT(found.error().text, Catch::Contains(c.text));
  CHECK(card.written.empty());
}

TEST_CASE("nobody is not taken for a card", "[device][identity]") {
  test::FakeCard card;
  card.is_unplugged = true;
  RegisterBus bus(card);
  const Result<Capabilities> found = identify(bus);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == ENODEV);
  CHECK_THAT(found.error().text, Catch::Contains("does not answer"));
}

}  // namespace
}  // namespace nicvs::device
