// SPDX-License-Identifier: Apache-2.0
// Sums, products, shifts and comparisons.
#include <algorithm>

#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {
namespace {

// What one DSP48E2 multiplies without signs.
constexpr unsigned kDspWide = 26;
constexpr unsigned kDspNarrow = 17;

// Factors with so few ones are cheaper as sums of shifted words.
constexpr unsigned kMaxShiftedAddends = 3;

unsigned active_bits(const Node* x) { return x->width - x->known.countMinLeadingZeros(); }

}  // namespace

Node* Netlist::sum(Op op, Node* x, Node* y) {
  const bool is_add = op == Op::Add;
  const unsigned width = x->width;
  if (is_undef(x) || is_undef(y)) {
    return undef(width);
  }
  if (is_add && is_constant(x)) {
    std::swap(x, y);
  }
  if (is_constant(y, 0)) {
    return x;
  }
  if (is_constant(x) && is_constant(y)) {
    return constant(is_add ? x->value + y->value : x->value - y->value);
  }
  if (!is_add && is_all_ones(x)) {
    return invert(y);
  }
  // Low bits that only one operand has pass through.
  unsigned low = std::min(y->known.countMinTrailingZeros(), width);
  if (is_add && low == 0) {
    low = std::min(x->known.countMinTrailingZeros(), width);
    if (low != 0) {
      std::swap(x, y);
    }
  }
  if (low == width) {
    return x;
  }
  if (low != 0) {
    return concat(
        {slice(x, 0, low), sum(op, slice(x, low, width - low), slice(y, low, width - low))});
  }
  if (width == 1) {
    return bitwise_xor(x, y);
  }
  Node* result = intern(Node{op, width, {x, y}});
  unsigned high = result->known.countMinLeadingZeros();
  if (is_add && high == 0) {
    const unsigned longest = std::max(active_bits(x), active_bits(y));
    high = width > longest + 1 ? width - longest - 1 : 0;
  }
  if (high >= width) {
    return constant(width, 0);
  }
  if (high != 0) {
    const unsigned rest = width - high;
    return zero_extend(sum(op, slice(x, 0, rest), slice(y, 0, rest)), width);
  }
  return simplified(result);
}

Node* Netlist::times_constant(Node* x, const APInt& factor) {
  Node* total = constant(x->width, 0);
  for (unsigned i = 0; i < x->width; ++i) {
    if (factor[i]) {
      total = add(total, shift_left(x, i));
    }
  }
  return total;
}

// Products of at most 26 x 17 bits, one DSP each; longer ones are sums of such.
Node* Netlist::multiply(Node* x, Node* y) {
  if (is_undef(x) || is_undef(y)) {
    return undef(x->width);
  }
  if (is_constant(x)) {
    std::swap(x, y);
  }
  if (is_constant(x)) {
    return constant(x->value * y->value);
  }
  if (is_constant(y) && y->value.popcount() <= kMaxShiftedAddends) {
    return times_constant(x, y->value);
  }
  if (active_bits(x) < active_bits(y)) {
    std::swap(x, y);
  }
  const unsigned width = x->width;
  const unsigned bits_x = active_bits(x);
  const unsigned bits_y = active_bits(y);
  if (bits_x <= kDspWide && bits_y <= kDspNarrow) {
    const unsigned bits = std::min(width, bits_x + bits_y);
    Node* product = intern(Node{Op::Mul, bits, {zero_extend(x, bits), zero_extend(y, bits)}});
    return zero_extend(simplified(product), width);
  }
  Node* total = constant(width, 0);
  for (unsigned i = 0; i < bits_x; i += kDspWide) {
    for (unsigned j = 0; j < bits_y && i + j < width; j += kDspNarrow) {
      Node* part_x = slice(x, i, std::min(kDspWide, bits_x - i));
      Node* part_y = slice(y, j, std::min(kDspNarrow, bits_y - j));
      Node* part = multiply(zero_extend(part_x, width), zero_extend(part_y, width));
      total = add(total, shift_left(part, i + j));
    }
  }
  return total;
}

Node* Netlist::shift_left(Node* x, std::uint64_t count) {
  const unsigned n = static_cast<unsigned>(std::min<std::uint64_t>(count, x->width));
  return n == x->width ? constant(x->width, 0)
         : n == 0      ? x
                       : concat({constant(n, 0), slice(x, 0, x->width - n)});
}

Node* Netlist::shift_right(Node* x, std::uint64_t count, Node* fill) {
  const unsigned n = static_cast<unsigned>(std::min<std::uint64_t>(count, x->width));
  Nodes parts;
  if (n < x->width) {
    parts.push_back(slice(x, n, x->width - n));
  }
  parts.insert(parts.end(), n, fill);
  return concat(parts);
}

Node* Netlist::shift(Op op, Node* x, Node* count) {
  Node* fill = op == Op::Ashr ? bit(x, x->width - 1) : never();
  const auto by = [&](std::uint64_t n) {
    return op == Op::Shl ? shift_left(x, n) : shift_right(x, n, fill);
  };
  if (is_constant(count)) {
    return by(count->value.getLimitedValue(x->width));
  }
  if (is_undef(count) || is_undef(x)) {
    return undef(x->width);
  }
  if (!count->values.empty() && count->values.size() <= 4) {
    Entries entries;
    for (const std::uint64_t n : count->values) {
      entries.push_back({n, by(n)});
    }
    return lookup(count, std::move(entries));
  }
  return intern(Node{op, x->width, {x, count}});
}

Node* Netlist::equal(Node* x, Node* y) {
  if (x == y) {
    return always();
  }
  if (is_undef(x) || is_undef(y)) {
    return undef(1);
  }
  if (is_constant(x)) {
    std::swap(x, y);
  }
  const bool is_small_constant = is_constant(y) && y->width <= 64;
  if (is_small_constant && !x->values.empty() &&
      !std::binary_search(x->values.begin(), x->values.end(), y->value.getZExtValue())) {
    return never();
  }
  if (x->width == 1 && is_constant(y)) {
    return is_all_ones(y) ? x : invert(x);
  }
  Nodes rest_x;  // bits that are not known to be equal
  Nodes rest_y;
  for (unsigned i = 0; i < x->width; ++i) {
    const bool knows_both =
        (x->known.Zero[i] || x->known.One[i]) && (y->known.Zero[i] || y->known.One[i]);
    if (knows_both && x->known.One[i] != y->known.One[i]) {
      return never();
    }
    if (!knows_both) {
      rest_x.push_back(bit(x, i));
      rest_y.push_back(bit(y, i));
    }
  }
  if (rest_x.empty()) {
    return always();
  }
  Node* left = concat(rest_x);
  Node* right = concat(rest_y);
  if (left->width == 1) {
    return invert(bitwise_xor(left, right));
  }
  if (left->op == Op::Not && is_constant(right)) {
    return equal(left->operands[0], invert(right));
  }
  return simplified(intern(Node{Op::Eq, 1, {left, right}}));
}

Node* Netlist::less(Node* x, Node* y) {
  const unsigned width = x->width;
  if (x == y) {
    return never();
  }
  if (x->known.getMaxValue().ult(y->known.getMinValue())) {
    return always();
  }
  if (x->known.getMinValue().uge(y->known.getMaxValue())) {
    return never();
  }
  const unsigned unused =
      std::min(x->known.countMinLeadingZeros(), y->known.countMinLeadingZeros());
  if (unused != 0) {
    return less(slice(x, 0, width - unused), slice(y, 0, width - unused));
  }
  if (is_constant(y) && y->value.isPowerOf2()) {
    const unsigned n = y->value.logBase2();
    return equal(slice(x, n, width - n), constant(width - n, 0));
  }
  if (is_constant(x) && (x->value + 1).isPowerOf2()) {
    const unsigned n = (x->value + 1).logBase2();
    return invert(equal(slice(y, n, width - n), constant(width - n, 0)));
  }
  return simplified(intern(Node{Op::Ult, 1, {x, y}}));
}

Node* Netlist::less_signed(Node* x, Node* y) {
  if (x->known.isNonNegative() && y->known.isNonNegative()) {
    return less(x, y);
  }
  if (is_constant(y, 0)) {
    return bit(x, x->width - 1);
  }
  if (is_all_ones(x)) {
    return invert(bit(y, y->width - 1));
  }
  return intern(Node{Op::Slt, 1, {x, y}});
}

}  // namespace nicvs::hlsc
