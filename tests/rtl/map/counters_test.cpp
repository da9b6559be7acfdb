// SPDX-License-Identifier: Apache-2.0
// Counters read through nicvs_registers: both words of one moment, from a core that takes its time.
#include "nicvs/card/registers.hpp"
#include "tests/rtl/map/register_bench.hpp"

namespace nicvs::test {
namespace {

// Answers the port counter after `delay` cycles while the register module waits for it.
Answer read_counter(RegisterBench& card, std::uint32_t offset, unsigned delay, std::uint64_t value,
                    unsigned& index) {
  card->s_axil_araddr_i = static_cast<std::uint16_t>(offset);
  card->s_axil_arvalid_i = 1;
  card.clock();
  card->s_axil_arvalid_i = 0;
  card->counter_valid_i = 0;
  unsigned waited = 0;
  for (int i = 0; i < 100; ++i) {
    card.settle();
    if (card->s_axil_rvalid_o) {
      break;
    }
    if (card->counter_read_o) {
      index = card->counter_index_o;
      card->counter_valid_i = waited++ == delay ? 1 : 0;
      card->counter_value_i = card->counter_valid_i ? value : ~value;
    }
    card.clock();
    card->counter_valid_i = 0;
  }
  REQUIRE(card->s_axil_rvalid_o);
  const Answer answer{card->s_axil_rresp_o, card->s_axil_rdata_o};
  card->s_axil_rready_i = 1;
  card.clock();
  card->s_axil_rready_i = 0;
  return answer;
}

TEST_CASE("a counter's upper word is of the moment when the lower one was read",
          "[map][counters]") {
  RegisterBench card(bench_seed());
  const std::uint32_t end = regs::events_lost_offset() + 8;
  for (std::uint32_t offset = regs::reason_frames_offset(dp::Reason::None); offset < end;
       offset += 8) {
    unsigned index = ~0u;
    const std::uint64_t value = card.random()();
    const auto low =
        read_counter(card, offset, static_cast<unsigned>(card.random()() % 63), value, index);
    CHECK(low == Answer{kOkay, static_cast<std::uint32_t>(value)});
    CHECK(index == (offset - 0x1000) / 8);
    CHECK(card.read(0x10).data == regs::kCardId);  // something else in between
    CHECK(card.read(offset + 4) == Answer{kOkay, static_cast<std::uint32_t>(value >> 32)});
  }
  CHECK(card.read(end).response == kSlverr);
}

TEST_CASE("a counter that never comes is an error and the bus goes on", "[map][counters]") {
  RegisterBench card(bench_seed());
  unsigned index = 0;
  CHECK(read_counter(card, 0x1000, 63, 0x1122334455667788, index) == Answer{kOkay, 0x55667788});
  CHECK(read_counter(card, 0x1000, 64, 0xffffffffffffffff, index) == Answer{kSlverr, 0});
  CHECK(card.read(0x1004) == Answer{kOkay, 0x11223344});
  CHECK(card.read(0x10) == Answer{kOkay, regs::kCardId});
}

TEST_CASE("counters are not writable", "[map][counters]") {
  RegisterBench card(bench_seed());
  CHECK(card.write(0x1000, 1).response == kSlverr);
  CHECK(card.write(0x1004, 1).response == kSlverr);
}

}  // namespace
}  // namespace nicvs::test
