// SPDX-License-Identifier: Apache-2.0
// nicvs_registers against the table of registers that the same map makes for C++.
#include <set>
#include <string>
#include <vector>

#include "nicvs/card/registers.hpp"
#include "tests/rtl/map/register_bench.hpp"

namespace nicvs::test {
namespace {

using regs::kRegisters;
using regs::RegisterInfo;

std::uint32_t readable(const RegisterInfo& info) { return info.rw | info.ro | info.rw1c; }
std::uint32_t writable(const RegisterInfo& info) {
  return info.rw | info.wo | info.rw1c | info.w1p;
}
// Fields whose values the core sees, and those that it drives.
std::uint32_t seen(const RegisterInfo& info) { return info.rw | info.wo | info.w1p; }
std::uint32_t driven(const RegisterInfo& info) { return (info.ro & ~info.constant) | info.rw1c; }

// Calls visit(info, offset) for every word.
template <class Visit>
void each_word(Visit visit) {
  for (const RegisterInfo& info : kRegisters) {
    for (std::uint32_t i = 0; i < info.count; ++i) {
      INFO(info.name << " word " << i);
      visit(info, info.offset + 4 * i);
    }
  }
}

// Calls visit(info, offset, bit, position) for every bit of a mask; position counts them.
template <class Mask, class Visit>
void each_bit(Mask mask, Visit visit) {
  unsigned position = 0;
  each_word([&](const RegisterInfo& info, std::uint32_t offset) {
    for (unsigned bit = 0; bit < 32; ++bit) {
      if ((mask(info) >> bit & 1u) != 0) {
        INFO("bit " << bit);
        visit(info, offset, bit, position++);
      }
    }
  });
}

template <std::size_t N>
std::vector<unsigned> bits_set(const VlWide<N>& words) {
  std::vector<unsigned> found;
  for (unsigned bit = 0; bit < 32 * N; ++bit) {
    if (bit_of(words, bit)) {
      found.push_back(bit);
    }
  }
  return found;
}

TEST_CASE("registers read as in reset and as the map says", "[map][registers]") {
  RegisterBench card(bench_seed());
  each_word([&](const RegisterInfo& info, std::uint32_t offset) {
    CHECK(card.read(offset) == Answer{kOkay, info.reset & readable(info)});
  });
  CHECK(card.read(0x10) == Answer{kOkay, 0x4e494356});
  CHECK(card.read(0x54) == Answer{kOkay, 80566406});
}

TEST_CASE("writes change the bits they may and no other register", "[map][registers]") {
  RegisterBench card(bench_seed());
  each_word([&](const RegisterInfo& info, std::uint32_t offset) {
    card.reset();
    const std::uint32_t kept = info.reset & readable(info) & ~info.rw;
    for (const std::uint32_t value : {0xffffffffu, 0u, 0xa5a5a5a5u}) {
      const unsigned expected = writable(info) != 0 ? kOkay : kSlverr;
      CHECK(card.write(offset, value) == Answer{expected, 0});
      CHECK(card.read(offset) == Answer{kOkay, kept | (value & info.rw)});
    }
    for (const RegisterInfo& other : kRegisters) {
      if (other.offset != info.offset) {
        CHECK(card.read(other.offset) == Answer{kOkay, other.reset & readable(other)});
      }
    }
  });
}

TEST_CASE("only bytes whose strobe is set are written", "[map][registers]") {
  RegisterBench card(bench_seed());
  for (unsigned strobes = 0; strobes < 16; ++strobes) {
    CHECK(card.write(0x4c, 0) == Answer{kOkay, 0});
    CHECK(card.write(0x4c, 0xffffffff, strobes) == Answer{kOkay, 0});
    const std::uint32_t expected = (strobes & 1 ? 0xffu : 0) | (strobes & 2 ? 0xff00u : 0) |
                                   (strobes & 4 ? 0xff0000u : 0) | (strobes & 8 ? 0xff000000u : 0);
    CHECK(card.read(0x4c) == Answer{kOkay, expected});
  }
}

TEST_CASE("each writable bit reaches the core in its place", "[map][registers]") {
  RegisterBench card(bench_seed());
  std::set<unsigned> pulses;
  each_bit(seen, [&](const RegisterInfo& info, std::uint32_t offset, unsigned bit, unsigned place) {
    card.reset();
    const std::vector<unsigned> before = bits_set(card->registers_o);
    const std::uint32_t value = info.reset ^ (1u << bit);
    if ((info.w1p >> bit & 1u) != 0) {
      pulses.insert(place);
      return;
    }
    card.write(offset, value);
    std::set<unsigned> changed;
    for (unsigned i = 0; i < 32 * std::size(card->registers_o.m_storage); ++i) {
      const bool was = std::find(before.begin(), before.end(), i) != before.end();
      if (bit_of(card->registers_o, i) != was) {
        changed.insert(i);
      }
    }
    CHECK(changed == std::set<unsigned>{place});
  });
  CHECK(pulses.size() == 1);
}

TEST_CASE("each bit of the core is read in its place", "[map][registers]") {
  RegisterBench card(bench_seed());
  each_bit(driven,
           [&](const RegisterInfo& info, std::uint32_t offset, unsigned bit, unsigned place) {
             card.reset();
             set_bit(card->core_i, place);
             card.clock();
             if ((info.rw1c >> bit & 1u) != 0) {
               card->core_i = {};  // it was a pulse
             }
             const std::uint32_t constant = info.reset & info.constant;
             CHECK(card.read(offset) == Answer{kOkay, constant | 1u << bit});
             card->core_i = {};
           });
}

TEST_CASE("causes stay until 1 is written, and a new cause wins", "[map][registers]") {
  RegisterBench card(bench_seed());
  each_bit(driven,
           [&](const RegisterInfo& info, std::uint32_t offset, unsigned bit, unsigned place) {
             if ((info.rw1c >> bit & 1u) == 0) {
               return;
             }
             card.reset();
             set_bit(card->core_i, place);
             card.clock();
             card->core_i = {};
             card.write(offset, ~(1u << bit));
             CHECK(card.read(offset) == Answer{kOkay, 1u << bit});
             card.write(offset, 1u << bit, 0xfu & ~(1u << bit / 8));
             CHECK(card.read(offset) == Answer{kOkay, 1u << bit});
             card.write(offset, 1u << bit);
             CHECK(card.read(offset) == Answer{kOkay, 0});
             set_bit(card->core_i, place);
             card.write(offset, 1u << bit);
             card->core_i = {};
             CHECK(card.read(offset) == Answer{kOkay, 1u << bit});
           });
}

TEST_CASE("a soft reset is a pulse of one cycle", "[map][registers]") {
  RegisterBench card(bench_seed());
  const std::vector<unsigned> before = bits_set(card->registers_o);
  card->s_axil_awaddr_i = regs::Ctrl::kOffset;
  card->s_axil_wdata_i = regs::Ctrl{}.with_soft_reset(true).raw;
  card->s_axil_wstrb_i = 0xf;
  card->s_axil_awvalid_i = card->s_axil_wvalid_i = 1;
  card->s_axil_bready_i = 1;
  card.clock();
  card->s_axil_awvalid_i = card->s_axil_wvalid_i = 0;
  unsigned cycles = 0;
  for (int i = 0; i < 20; ++i) {
    card.clock();
    cycles += bits_set(card->registers_o).size() > before.size() ? 1 : 0;
  }
  CHECK(cycles == 1);
}

TEST_CASE("addresses without a register answer an error and change nothing", "[map][registers]") {
  RegisterBench card(bench_seed());
  std::set<std::uint32_t> known;
  each_word([&](const RegisterInfo&, std::uint32_t offset) { known.insert(offset); });
  const auto before = bits_set(card->registers_o);
  unsigned wrong = 0;
  for (std::uint32_t offset = 0; offset < regs::kWindowBytes; offset += 4) {
    const bool is_counter =
        offset >= 0x1000 && offset < regs::events_lost_offset() + 8 * regs::kEventsLostCount;
    if (known.contains(offset) || (is_counter && card.write(offset, 1).response == kSlverr)) {
      continue;
    }
    wrong += card.read(offset) == Answer{kSlverr, 0} ? 0 : 1;
    wrong += card.write(offset, 0xffffffff).response == kSlverr ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(bits_set(card->registers_o) == before);
}

TEST_CASE("the interrupt is raised by an enabled cause and falls with it", "[map][registers]") {
  RegisterBench card(bench_seed());
  const auto raised = [&] {
    card.clock();
    return card->interrupt_o != 0;
  };
  for (unsigned cause = 0; cause < 3; ++cause) {
    INFO("cause " << cause);
    card.reset();
    set_bit(card->core_i, cause);  // IRQ_STATUS is the first register that the core drives
    card.clock();
    card->core_i = {};
    CHECK_FALSE(raised());
    card.write(regs::IrqEnable::kOffset, 1u << cause);
    CHECK_FALSE(raised());
    card.write(regs::IrqGlobalEnable::kOffset, 1);
    CHECK(raised());
    card.write(regs::IrqEnable::kOffset, 7u & ~(1u << cause));
    CHECK_FALSE(raised());
    card.write(regs::IrqEnable::kOffset, 7);
    CHECK(raised());
    card.write(regs::IrqStatus::kOffset, 1u << cause);
    CHECK_FALSE(raised());
  }
}

TEST_CASE("reads and writes that wait take turns", "[map][registers]") {
  RegisterBench card(bench_seed());
  card->s_axil_araddr_i = card->s_axil_awaddr_i = 0x4c;
  card->s_axil_arvalid_i = card->s_axil_awvalid_i = card->s_axil_wvalid_i = 1;
  card->s_axil_rready_i = card->s_axil_bready_i = 1;
  std::string order;
  for (int i = 0; i < 60; ++i) {
    card.settle();
    order += card->s_axil_rvalid_o ? "r" : card->s_axil_bvalid_o ? "w" : "";
    card.clock();
  }
  REQUIRE(order.size() > 8);
  for (std::size_t i = 1; i < order.size(); ++i) {
    CHECK(order[i] != order[i - 1]);
  }
}

}  // namespace
}  // namespace nicvs::test
