// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <vector>

#include "host/device/rings.hpp"
#include "tests/unit/device/fake_card.hpp"

namespace nicvs::device {
namespace {

constexpr RingSizes kSizes{.host_cells_log2 = 7, .card_cells_log2 = 6};

TEST_CASE("the card is told where the rings are, and their sizes last", "[device][rings]") {
  test::FakeCard card;
  RegisterBus bus(card);
  Result<Rings> rings = Rings::open(card, bus, kSizes);
  REQUIRE(rings);
  CHECK(card.blocks.size() == 3);
  CHECK(card.words[regs::HostRingBaseHigh::kOffset] == 1);
  CHECK(card.words[regs::CardRingBaseHigh::kOffset] == 2);
  CHECK(card.words[regs::RingStatusHigh::kOffset] == 3);
  CHECK(card.words[regs::HostRingSize::kOffset] == 7);
  CHECK(card.words[regs::CardRingSize::kOffset] == 6);
  const std::vector<std::uint32_t> last(card.written.end() - 2, card.written.end());
  CHECK(last ==
        std::vector<std::uint32_t>{regs::HostRingSize::kOffset, regs::CardRingSize::kOffset});
  rings->close();
  CHECK(card.words[regs::HostRingSize::kOffset] == 0);
  CHECK(card.words[regs::CardRingSize::kOffset] == 0);
}

TEST_CASE("rings that the card could not have are refused", "[device][rings]") {
  test::FakeCard card;
  RegisterBus bus(card);
  const auto [sizes, text] = GENERATE(table<RingSizes, const char*>({
      {{5, 6}, "host ring of 2^5 cells, expected 2^6 to 2^20"},
      {{6, 21}, "card ring of 2^21 cells, expected 2^6 to 2^20"},
  }));
  const Result<Rings> rings = Rings::open(card, bus, sizes);
  REQUIRE_FALSE(rings);
  CHECK(rings.error().code == EINVAL);
  CHECK(rings.error().text == text);
  CHECK(card.written.empty());
}

TEST_CASE("without memory there are no rings", "[device][rings]") {
  test::FakeCard card;
  card.memory_left = 8192;  // enough for the first
  RegisterBus bus(card);
  const Result<Rings> rings = Rings::open(card, bus, kSizes);
  REQUIRE_FALSE(rings);
  CHECK(rings.error().code == ENOMEM);
  CHECK(card.written.empty());
}

TEST_CASE("records pass both ways, and each side is told", "[device][rings]") {
  test::FakeCard card;
  RegisterBus bus(card);
  Result<Rings> rings = Rings::open(card, bus, kSizes);
  REQUIRE(rings);

  card::ConnEvent event{};
  event.head = {card::RecordKind::ConnEvent, 1, 0, 0, 0};
  event.client = 0xc0000201;
  const auto cell = card::encode(event);
  std::copy(cell.begin(), cell.end(), card.at(regs::HostRingBaseLow::kOffset));
  card.set_status(1, 0);
  std::vector<card::ConnEvent> seen;
  CHECK(rings->consume(8, [&](const HostRecord& record) {
    seen.push_back(card::decode<card::ConnEvent>(record.cell));
  }) == RingFault::None);
  CHECK(seen == std::vector<card::ConnEvent>{event});
  CHECK(card.words[regs::HostRingHead::kOffset] == 1);

  card::CardFrame frame{.port = 1};
  frame.head.kind = card::RecordKind::CardFrame;
  CHECK(rings->push(frame, std::vector<std::uint8_t>(60)));
  CHECK(card.words[regs::CardRingTail::kOffset] == 0);
  rings->flush();
  CHECK(card.words[regs::CardRingTail::kOffset] == 2);
}

TEST_CASE("nothing new costs no register access", "[device][rings]") {
  test::FakeCard card;
  RegisterBus bus(card);
  Result<Rings> rings = Rings::open(card, bus, kSizes);
  REQUIRE(rings);
  const unsigned before = card.accesses;
  CHECK(rings->consume(8, [](const HostRecord&) {}) == RingFault::None);
  CHECK(card.accesses == before);
}

TEST_CASE("a status cell of all ones stops both rings", "[device][rings]") {
  test::FakeCard card;
  RegisterBus bus(card);
  Result<Rings> rings = Rings::open(card, bus, kSizes);
  REQUIRE(rings);
  card.set_status(0xffffffff, 0xffffffff);
  CHECK(rings->consume(8, [](const HostRecord&) { FAIL("shown"); }) == RingFault::Index);
  CHECK_FALSE(rings->push(card::CardFrame{}));
  CHECK(rings->fault() == RingFault::Index);
}

}  // namespace
}  // namespace nicvs::device
