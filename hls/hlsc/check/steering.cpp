// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/check/steering.hpp"

namespace nicvs::hlsc {
namespace {

constexpr unsigned kMaxDepth = 40;
constexpr std::uint64_t kMostForced = 8;

}  // namespace

Steering::Steering(const Kernel& kernel, std::uint64_t seed)
    : nodes_(live_nodes(kernel)), ports_(kernel.inputs), random_(seed) {
  for (const Node* node : nodes_) {
    const bool compares = node->op == Op::Eq || node->op == Op::Ult;
    if (compares && is_constant(node->operands[1])) {
      conditions_.push_back(node);
    }
  }
}

Inputs Steering::next() {
  Inputs inputs;
  for (const InputPort& port : ports_) {
    APInt value(port.width, 0);
    const std::uint64_t kind = below(8);
    for (unsigned i = 0; i < port.width; ++i) {
      const bool bit = (random_() & 1) != 0;
      value.setBitVal(i, kind == 0 ? false : kind == 1 ? true : bit);
    }
    inputs[port.name] = value;
  }
  const std::uint64_t count = conditions_.empty() ? 0 : below(kMostForced);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Node* condition = conditions_[below(conditions_.size())];
    force(condition, APInt(1, below(8) != 0 ? 1 : 0), inputs, 0);
  }
  return inputs;
}

// One of the values that may be chosen, and the condition that chooses it.
void Steering::force_choice(const Node* node, const APInt& value, Inputs& inputs, unsigned depth) {
  if (node->op == Op::Mux) {
    const bool first = below(2) != 0;
    force(node->operands[0], APInt(1, first ? 1 : 0), inputs, depth);
    force(node->operands[first ? 1 : 2], value, inputs, depth);
  } else if (node->op == Op::OneHot) {
    const std::size_t i = 2 * below(node->operands.size() / 2);
    force(node->operands[i], APInt(1, 1), inputs, depth);
    force(node->operands[i + 1], value, inputs, depth);
  } else {
    const std::size_t i = below(node->keys.size());
    force(node->operands[0], APInt(node->operands[0]->width, node->keys[i]), inputs, depth);
    force(node->operands[i + 1], value, inputs, depth);
  }
}

// Changes inputs so that node may get that value; no promise, later changes may undo earlier ones.
void Steering::force(const Node* node, const APInt& value, Inputs& inputs, unsigned depth) {
  if (++depth > kMaxDepth) {
    return;
  }
  switch (node->op) {
    case Op::Input:
      inputs[node->port] = value;
      break;
    case Op::Slice: {
      const Node* word = node->operands[0];
      APInt whole = word->op == Op::Input ? inputs.at(word->port) : APInt(word->width, random_());
      whole.insertBits(value, node->low);
      force(word, whole, inputs, depth);
      break;
    }
    case Op::Concat: {
      unsigned at = 0;
      for (const Node* part : node->operands) {
        force(part, value.extractBits(part->width, at), inputs, depth);
        at += part->width;
      }
      break;
    }
    case Op::Not:
      force(node->operands[0], ~value, inputs, depth);
      break;
    case Op::And:
    case Op::Or:
      for (const Node* operand : node->operands) {
        force(operand, value, inputs, depth);
      }
      break;
    case Op::Eq:
    case Op::Ult:
      if (is_constant(node->operands[1])) {
        const APInt& limit = node->operands[1]->value;
        const bool takes_limit = value.isOne() == (node->op == Op::Eq);
        force(node->operands[0], takes_limit ? limit : limit - 1, inputs, depth);
      }
      break;
    case Op::Mux:
    case Op::OneHot:
    case Op::Lookup:
      force_choice(node, value, inputs, depth);
      break;
    default:
      break;
  }
}

}  // namespace nicvs::hlsc
