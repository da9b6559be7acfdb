// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/check/interpreter.hpp"

#include <algorithm>

namespace nicvs::hlsc {
namespace {

using Values = std::vector<const Value*>;

Value exactly(APInt bits) {
  const unsigned width = bits.getBitWidth();
  return {std::move(bits), APInt(width, 0)};
}

Value anything(unsigned width) { return {APInt(width, 0), APInt::getAllOnes(width)}; }

Value bit_value(bool bit) { return exactly(APInt(1, bit ? 1 : 0)); }

bool is_open(const Value& v) { return !v.open.isZero(); }

bool any_open(const Values& in) {
  return std::any_of(in.begin(), in.end(), [](const Value* v) { return is_open(*v); });
}

Value bitwise(const Node& node, const Values& in) {
  Value result = *in[0];
  for (std::size_t i = 1; i < in.size(); ++i) {
    const Value& other = *in[i];
    if (node.op == Op::And) {
      const APInt zero = (~result.bits & ~result.open) | (~other.bits & ~other.open);
      result.open = (result.open | other.open) & ~zero;
      result.bits = result.bits & other.bits;
    } else if (node.op == Op::Or) {
      const APInt one = result.bits | other.bits;
      result.open = (result.open | other.open) & ~one;
      result.bits = one;
    } else {
      result.open |= other.open;
      result.bits = (result.bits ^ other.bits) & ~result.open;
    }
  }
  return result;
}

Value concatenation(const Node& node, const Values& in) {
  Value result = anything(node.width);
  unsigned at = 0;
  for (const Value* part : in) {
    result.bits.insertBits(part->bits, at);
    result.open.insertBits(part->open, at);
    at += part->bits.getBitWidth();
  }
  return result;
}

// Where both agree, their bits; the others may be anything.
Value either(const Value& a, const Value& b) {
  Value result = a;
  result.open = a.open | b.open | (a.bits ^ b.bits);
  result.bits &= ~result.open;
  return result;
}

Value one_hot(const Node& node, const Values& in) {
  Value result = exactly(APInt(node.width, 0));
  for (std::size_t i = 0; i < in.size(); i += 2) {
    if (is_open(*in[i])) {
      return anything(node.width);
    }
    if (in[i]->bits.isOne()) {
      result.bits |= in[i + 1]->bits;
      result.open |= in[i + 1]->open;
    }
  }
  result.bits &= ~result.open;
  return result;
}

Value lookup(const Node& node, const Values& in) {
  if (is_open(*in[0])) {
    return anything(node.width);
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    if (in[0]->bits == node.keys[i]) {
      return *in[i + 1];
    }
  }
  return anything(node.width);
}

Value linear(const Node& node, const Values& in) {
  APInt word(1, 0);
  for (std::size_t i = 0; i < in.size(); ++i) {
    word = i == 0 ? in[0]->bits : in[i]->bits.concat(word);
  }
  word = APInt(1, 1).concat(word);
  APInt result(node.width, 0);
  for (unsigned i = 0; i < node.width; ++i) {
    result.setBitVal(i, (word & node.masks[i]).popcount() % 2 == 1);
  }
  return exactly(result);
}

Value shifted(const Node& node, const Values& in) {
  const APInt& x = in[0]->bits;
  const unsigned count = static_cast<unsigned>(in[1]->bits.getLimitedValue(node.width));
  return exactly(node.op == Op::Shl    ? x.shl(count)
                 : node.op == Op::Lshr ? x.lshr(count)
                                       : x.ashr(std::min(count, node.width - 1)));
}

// Operations of which one open bit opens all.
Value arithmetic(const Node& node, const Values& in) {
  if (any_open(in)) {
    return anything(node.width);
  }
  const APInt& x = in[0]->bits;
  switch (node.op) {
    case Op::Add:
      return exactly(x + in[1]->bits);
    case Op::Sub:
      return exactly(x - in[1]->bits);
    case Op::Mul:
      return exactly(x * in[1]->bits);
    case Op::Eq:
      return bit_value(x == in[1]->bits);
    case Op::Ult:
      return bit_value(x.ult(in[1]->bits));
    case Op::Slt:
      return bit_value(x.slt(in[1]->bits));
    case Op::Linear:
      return linear(node, in);
    default:
      return shifted(node, in);
  }
}

Value value_of(const Node& node, const Values& in, const Inputs& inputs) {
  switch (node.op) {
    case Op::Const:
      return exactly(node.value);
    case Op::Undef:
      return anything(node.width);
    case Op::Input:
      return exactly(inputs.at(node.port));
    case Op::Slice:
      return {in[0]->bits.extractBits(node.width, node.low),
              in[0]->open.extractBits(node.width, node.low)};
    case Op::Concat:
      return concatenation(node, in);
    case Op::Not:
      return {~in[0]->bits & ~in[0]->open, in[0]->open};
    case Op::And:
    case Op::Or:
    case Op::Xor:
      return bitwise(node, in);
    case Op::Mux:
      return is_open(*in[0]) ? either(*in[1], *in[2]) : in[0]->bits.isOne() ? *in[1] : *in[2];
    case Op::OneHot:
      return one_hot(node, in);
    case Op::Lookup:
      return lookup(node, in);
    default:
      return arithmetic(node, in);
  }
}

}  // namespace

std::map<unsigned, Value> interpret(const Nodes& nodes, const Inputs& inputs) {
  std::map<unsigned, Value> values;
  for (const Node* node : nodes) {
    Values in;
    for (const Node* operand : node->operands) {
      in.push_back(&values.at(operand->id));
    }
    values.emplace(node->id, value_of(*node, in, inputs));
  }
  return values;
}

}  // namespace nicvs::hlsc
