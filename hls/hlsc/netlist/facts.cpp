// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/netlist/facts.hpp"

#include <llvm/Support/KnownBits.h>

namespace nicvs::hlsc {
namespace {

using llvm::KnownBits;

KnownBits known_of_concat(const Node& node) {
  KnownBits known(node.width);
  unsigned at = 0;
  for (const Node* part : node.operands) {
    known.insertBits(part->known, at);
    at += part->width;
  }
  return known;
}

KnownBits known_of_bitwise(const Node& node) {
  KnownBits known = node.operands[0]->known;
  for (std::size_t i = 1; i < node.operands.size(); ++i) {
    const KnownBits& other = node.operands[i]->known;
    if (node.op == Op::And) {
      known &= other;
    } else if (node.op == Op::Or) {
      known |= other;
    } else {
      known ^= other;
    }
  }
  return known;
}

// What all values that may be chosen have in common; with none chosen the value is zero.
KnownBits known_of_choice(const Node& node) {
  if (node.op == Op::OneHot) {
    KnownBits known(node.width);
    known.Zero = APInt::getAllOnes(node.width);
    for (std::size_t i = 1; i < node.operands.size(); i += 2) {
      known.Zero &= node.operands[i]->known.Zero;
    }
    return known;
  }
  KnownBits known = node.operands[1]->known;
  for (std::size_t i = 2; i < node.operands.size(); ++i) {
    known = known.intersectWith(node.operands[i]->known);
  }
  return known;
}

KnownBits known_of(const Node& node) {
  const auto operand = [&](std::size_t i) -> const KnownBits& { return node.operands[i]->known; };
  switch (node.op) {
    case Op::Const:
      return KnownBits::makeConstant(node.value);
    case Op::Slice:
      return operand(0).extractBits(node.width, node.low);
    case Op::Concat:
      return known_of_concat(node);
    case Op::Not: {
      KnownBits known(node.width);
      known.Zero = operand(0).One;
      known.One = operand(0).Zero;
      return known;
    }
    case Op::And:
    case Op::Or:
    case Op::Xor:
      return known_of_bitwise(node);
    case Op::Add:
    case Op::Sub:
      return KnownBits::computeForAddSub(node.op == Op::Add, false, false, operand(0), operand(1));
    case Op::Mul:
      return KnownBits::mul(operand(0), operand(1));
    case Op::Mux:
    case Op::OneHot:
    case Op::Lookup:
      return known_of_choice(node);
    default:
      return KnownBits(node.width);
  }
}

}  // namespace

void find_facts(Node& node) {
  node.known = known_of(node);
  if (node.width <= 64) {
    find_table(node);
    find_values(node);
  }
}

}  // namespace nicvs::hlsc
