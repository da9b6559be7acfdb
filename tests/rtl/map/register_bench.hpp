// SPDX-License-Identifier: Apache-2.0
// nicvs_registers with an AXI4-Lite master that stalls as it likes.
//
//   RegisterBench card(seed);
//   CHECK(card.write(0x4c, 7) == Answer{kOkay, 0});
//   CHECK(card.read(0x4c) == Answer{kOkay, 7});
#pragma once

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <deque>
#include <ostream>
#include <random>

#include "Vregisters.h"
#include "tests/rtl/support/clocked.hpp"

namespace nicvs::test {

constexpr unsigned kOkay = 0;
constexpr unsigned kSlverr = 2;

struct Answer {
  unsigned response;
  std::uint32_t data;  // writes: 0
  bool operator==(const Answer&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << "response " << answer.response << " data 0x" << std::hex << answer.data << std::dec;
}

template <std::size_t N>
bool bit_of(const VlWide<N>& words, unsigned bit) {
  return (words[bit / 32] >> (bit % 32) & 1u) != 0;
}

template <std::size_t N>
void set_bit(VlWide<N>& words, unsigned bit) {
  words[bit / 32] |= 1u << (bit % 32);
}

class RegisterBench {
 public:
  explicit RegisterBench(std::uint64_t seed) : random_(seed) {}

  Vregisters* operator->() { return card_.operator->(); }
  std::mt19937_64& random() { return random_; }
  void clock() { card_.clock(); }
  void settle() { card_.settle(); }
  void reset() { card_.reset(); }

  Answer write(std::uint32_t address, std::uint32_t value, unsigned strobes = 0xf) {
    pause();
    card_->s_axil_awaddr_i = static_cast<std::uint16_t>(address);
    card_->s_axil_wdata_i = value;
    card_->s_axil_wstrb_i = strobes & 0xf;
    card_->s_axil_awvalid_i = 1;
    pause();  // an address may come before its data
    card_->s_axil_wvalid_i = 1;
    wait_for([this] { return card_->s_axil_awready_o && card_->s_axil_wready_o; });
    card_.clock();
    card_->s_axil_awvalid_i = card_->s_axil_wvalid_i = 0;
    wait_for([this] { return card_->s_axil_bvalid_o != 0; });
    pause();
    CHECK(card_->s_axil_bvalid_o);
    const Answer answer{card_->s_axil_bresp_o, 0};
    card_->s_axil_bready_i = 1;
    card_.clock();
    card_->s_axil_bready_i = 0;
    card_.settle();
    return answer;
  }

  Answer read(std::uint32_t address) {
    pause();
    card_->s_axil_araddr_i = static_cast<std::uint16_t>(address);
    card_->s_axil_arvalid_i = 1;
    wait_for([this] { return card_->s_axil_arready_o != 0; });
    card_.clock();
    card_->s_axil_arvalid_i = 0;
    wait_for([this] { return card_->s_axil_rvalid_o != 0; });
    pause();
    CHECK(card_->s_axil_rvalid_o);
    const Answer answer{card_->s_axil_rresp_o, card_->s_axil_rdata_o};
    card_->s_axil_rready_i = 1;
    card_.clock();
    card_->s_axil_rready_i = 0;
    card_.settle();
    return answer;
  }

 private:
  void pause() {
    for (auto cycles = random_() % 4; cycles > 1; --cycles) {
      card_.clock();
    }
    card_.settle();
  }

  template <class Condition>
  void wait_for(Condition condition) {
    card_.settle();
    for (int cycles = 0; !condition(); ++cycles) {
      REQUIRE(cycles < 200);
      card_.clock();
      card_.settle();
    }
  }

  Clocked<Vregisters> card_;
  std::mt19937_64 random_;
};

}  // namespace nicvs::test
