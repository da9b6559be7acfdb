// SPDX-License-Identifier: Apache-2.0
// Stream register and FIFO: order, loss, duplication, throughput.
#include <catch2/catch.hpp>
#include <cstdint>
#include <deque>

#include "Vstream.h"
#include "tests/rtl/support/clocked.hpp"

using namespace nicvs::test;

namespace {

enum class Module { Register, Fifo };

// The ports of one module of the bench.
struct Ports {
  const char* name;
  std::uint32_t& s_data;
  std::uint8_t& s_valid;
  std::uint8_t& s_ready;
  std::uint32_t& m_data;
  std::uint8_t& m_valid;
  std::uint8_t& m_ready;
  unsigned latency;  // cycles
  unsigned room;     // beats
};

Ports ports_of(Module module, Clocked<Vstream>& dut) {
  if (module == Module::Register) {
    return {"register",
            dut->reg_s_data_i,
            dut->reg_s_valid_i,
            dut->reg_s_ready_o,
            dut->reg_m_data_o,
            dut->reg_m_valid_o,
            dut->reg_m_ready_i,
            1,
            2};
  }
  return {"FIFO",
          dut->fifo_s_data_i,
          dut->fifo_s_valid_i,
          dut->fifo_s_ready_o,
          dut->fifo_m_data_o,
          dut->fifo_m_valid_o,
          dut->fifo_m_ready_i,
          3,
          18};
}

// Beats that came and have not left yet.
struct Scoreboard {
  std::deque<std::uint32_t> inside;
  std::uint32_t next = 0;
  std::uint64_t delivered = 0;
  std::size_t most_inside = 0;

  // One cycle; a beat once offered stays offered until it is taken.
  void cycle(Clocked<Vstream>& dut, const Ports& p, bool offers, bool takes) {
    p.s_valid = p.s_valid != 0 || offers ? 1 : 0;
    p.s_data = p.s_valid != 0 ? next * 2654435761u : 0xdeadbeef;
    p.m_ready = takes ? 1 : 0;
    dut.settle();
    const bool is_taken = p.s_valid != 0 && p.s_ready != 0;
    if (p.m_valid != 0 && takes) {
      REQUIRE_FALSE(inside.empty());
      REQUIRE(p.m_data == inside.front());
      inside.pop_front();
      ++delivered;
    }
    if (is_taken) {
      inside.push_back(p.s_data);
      most_inside = std::max(most_inside, inside.size());
      ++next;
    }
    dut.clock();
    if (is_taken) p.s_valid = 0;
  }
};

}  // namespace

TEST_CASE("beats leave in order and once under any pattern of stalls", "[stream]") {
  const Module module = GENERATE(Module::Register, Module::Fifo);
  const unsigned offered = GENERATE(10u, 50u, 100u);
  const unsigned taken = GENERATE(10u, 50u, 100u);
  const std::uint64_t seed = bench_seed();
  Clocked<Vstream> dut;
  const Ports p = ports_of(module, dut);
  INFO(p.name << ", offered " << offered << " %, taken " << taken << " %, seed " << seed);
  std::mt19937_64 random(seed);
  Scoreboard board;
  for (int i = 0; i < 20000; ++i) {
    board.cycle(dut, p, in_percent(random, offered), in_percent(random, taken));
  }
  CHECK(board.delivered > 1500);
  if (offered == 100 && taken == 10) CHECK(board.most_inside == p.room);
}

TEST_CASE("a beat goes through in every cycle, after the promised latency", "[stream]") {
  const Module module = GENERATE(Module::Register, Module::Fifo);
  Clocked<Vstream> dut;
  const Ports p = ports_of(module, dut);
  INFO(p.name);
  Scoreboard board;
  for (unsigned i = 0; i < 1000 + p.latency; ++i) {
    CHECK(board.delivered == (i > p.latency ? i - p.latency : 0));
    board.cycle(dut, p, true, true);
  }
  CHECK(board.delivered == 1000);
}
