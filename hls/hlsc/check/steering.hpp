// SPDX-License-Identifier: Apache-2.0
// Random inputs that get somewhere: a random frame is never IPv4, so some conditions of the netlist
// are made true on purpose.
#pragma once

#include <random>

#include "hls/hlsc/check/interpreter.hpp"

namespace nicvs::hlsc {

class Steering {
 public:
  Steering(const Kernel& kernel, std::uint64_t seed);

  // Values for all inputs, each time others.
  Inputs next();

 private:
  void force(const Node* node, const APInt& value, Inputs& inputs, unsigned depth);
  void force_choice(const Node* node, const APInt& value, Inputs& inputs, unsigned depth);
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  Nodes nodes_;
  std::vector<const Node*> conditions_;
  std::vector<InputPort> ports_;
  std::mt19937_64 random_;
};

}  // namespace nicvs::hlsc
