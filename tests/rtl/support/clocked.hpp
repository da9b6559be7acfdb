// SPDX-License-Identifier: Apache-2.0
// A Verilated module and its clock.
//
//   test::Clocked<Vstream> card;   // reset is over
//   card->reg_s_valid_i = 1;
//   card.settle();                 // combinational outputs follow the inputs
//   card.clock();                  // one rising edge; registers have their new values
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>

namespace nicvs::test {

template <class Model>
class Clocked {
 public:
  Clocked() : model_(std::make_unique<Model>()) { reset(); }

  Model* operator->() { return model_.get(); }

  // Holds reset for some cycles.
  void reset() {
    model_->rst_ni = 0;
    for (int i = 0; i < 4; ++i) clock();
    model_->rst_ni = 1;
    settle();
  }

  void settle() {
    model_->clk_i = 0;
    model_->eval();
  }

  void clock() {
    settle();
    model_->clk_i = 1;
    model_->eval();
    ++cycles_;
  }

  std::uint64_t cycles() const { return cycles_; }

 private:
  std::unique_ptr<Model> model_;
  std::uint64_t cycles_ = 0;
};

// NICVS_SEED, or a fixed seed.
inline std::uint64_t bench_seed() {
  const char* text = std::getenv("NICVS_SEED");
  return text != nullptr ? std::stoull(text) : 20261124;
}

// True in `percent` of all calls.
inline bool in_percent(std::mt19937_64& random, unsigned percent) {
  return random() % 100 < percent;
}

}  // namespace nicvs::test
