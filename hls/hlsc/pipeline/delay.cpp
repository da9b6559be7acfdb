// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/pipeline/delay.hpp"

#include <algorithm>
#include <cmath>

namespace nicvs::hlsc {
namespace {

constexpr double kLutInputs = 6;
constexpr double kSharedLut = 0.35;     // a small function is often part of its user's LUT
constexpr unsigned kLutComparison = 5;  // up to so many bits a comparison needs no carry chain
constexpr double kWideMuxLevel = 0.6;   // beyond one LUT's 64 entries a table needs a mux

bool is_table_of_constants(const Node& lookup) {
  return std::all_of(lookup.operands.begin() + 1, lookup.operands.end(),
                     [](const Node* value) { return is_constant(value); });
}

}  // namespace

// A function of that many inputs as a tree of LUTs.
double DelayModel::levels(double inputs) const {
  return lut * std::max(kSharedLut, std::log(std::max(inputs, 1.5)) / std::log(kLutInputs));
}

double DelayModel::of(const Node& node) const {
  const auto operand_bits = [&] { return static_cast<double>(node.operands[0]->width); };
  const double inputs = static_cast<double>(node.operands.size());
  const double fan_out = node.width > 64 ? fan_out_of_64 : 0;
  switch (node.op) {
    case Op::And:
    case Op::Or:
      return levels(inputs);
    case Op::Xor: {  // a constant only inverts
      const auto constants = std::count_if(node.operands.begin(), node.operands.end(),
                                           [](const Node* x) { return is_constant(x); });
      const double variables = inputs - static_cast<double>(constants);
      return variables > 1 ? levels(variables) : 0;
    }
    case Op::Mux:
    case Op::OneHot:
      return levels(inputs) + fan_out;
    case Op::Lookup: {
      const double bits = std::log2(static_cast<double>(node.keys.size()));
      if (is_table_of_constants(node)) {
        return lut * std::max(1.0, bits / kLutInputs + (bits > kLutInputs ? kWideMuxLevel : 0));
      }
      return lut * std::max(1.0, bits / 2) + fan_out;
    }
    case Op::Eq:
      return levels(is_constant(node.operands[1]) ? operand_bits() : 2 * operand_bits());
    case Op::Ult:
    case Op::Slt:
      return node.operands[0]->width <= kLutComparison
                 ? lut
                 : carry_entry + carry_per_bit * operand_bits();
    case Op::Add:
    case Op::Sub:
      return carry_entry + carry_per_bit * node.width;
    case Op::Mul:
      return multiplier;
    case Op::Shl:
    case Op::Lshr:
    case Op::Ashr:
      return lut * std::log2(static_cast<double>(node.width)) / 2;
    case Op::Linear: {
      unsigned most = 1;
      for (const APInt& mask : node.masks) {
        most = std::max(most, mask.popcount());
      }
      return lut * std::ceil(std::log(static_cast<double>(most)) / std::log(kLutInputs));
    }
    default:
      return 0;
  }
}

}  // namespace nicvs::hlsc
