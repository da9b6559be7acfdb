// SPDX-License-Identifier: Apache-2.0
// Slices, concatenations, extensions and inverters: what costs nothing.
#include <algorithm>

#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {
namespace {

Node* source_of(Node* n) { return n->op == Op::Slice ? n->operands[0] : n; }
unsigned offset_of(const Node* n) { return n->op == Op::Slice ? n->low : 0; }

// `high` continues in the same word where `low` ends.
bool are_neighbours(Node* low, Node* high) {
  return source_of(low) == source_of(high) && !is_constant(source_of(low)) &&
         offset_of(high) == offset_of(low) + low->width &&
         source_of(low)->width >= offset_of(high) + high->width;
}

}  // namespace

Node* Netlist::slice(Node* x, unsigned low, unsigned width) {
  if (low == 0 && width == x->width) {
    return x;
  }
  if (is_constant(x)) {
    return constant(x->value.extractBits(width, low));
  }
  if (is_undef(x)) {
    return undef(width);
  }
  if (x->op == Op::Slice) {
    return slice(x->operands[0], low + x->low, width);
  }
  if (x->op == Op::Not) {
    return invert(slice(x->operands[0], low, width));
  }
  if (x->op == Op::Concat) {
    Nodes parts;
    unsigned at = 0;
    for (Node* part : x->operands) {
      const unsigned from = std::max(low, at);
      const unsigned to = std::min(low + width, at + part->width);
      if (from < to) {
        parts.push_back(slice(part, from - at, to - from));
      }
      at += part->width;
    }
    return concat(parts);
  }
  Node node{Op::Slice, width, {x}};
  node.low = low;
  return simplified(intern(std::move(node)));
}

// One node for two neighbouring parts of a concatenation, null if they stay two.
Node* Netlist::merged_parts(Node* low, Node* high) {
  if (is_constant(low) && is_constant(high)) {
    return constant(high->value.concat(low->value));
  }
  if (is_undef(low) && is_undef(high)) {
    return undef(low->width + high->width);
  }
  const bool both_inverted = low->op == Op::Not && high->op == Op::Not;
  if (both_inverted && are_neighbours(low->operands[0], high->operands[0])) {
    Node* word = source_of(low->operands[0]);
    return invert(slice(word, offset_of(low->operands[0]), low->width + high->width));
  }
  if (low->op != Op::Not && high->op != Op::Not && are_neighbours(low, high)) {
    return slice(source_of(low), offset_of(low), low->width + high->width);
  }
  return nullptr;
}

Node* Netlist::concat(const Nodes& parts) {
  Nodes merged;
  unsigned width = 0;
  const auto push = [&](Node* part) {
    Node* both = merged.empty() ? nullptr : merged_parts(merged.back(), part);
    if (both != nullptr) {
      merged.back() = both;
    } else {
      merged.push_back(part);
    }
  };
  for (Node* part : parts) {
    width += part->width;
    if (part->op == Op::Concat) {
      std::for_each(part->operands.begin(), part->operands.end(), push);
    } else {
      push(part);
    }
  }
  if (merged.size() == 1) {
    return merged[0];
  }
  return simplified(intern(Node{Op::Concat, width, merged}));
}

Node* Netlist::zero_extend(Node* x, unsigned width) {
  return width == x->width  ? x
         : width < x->width ? slice(x, 0, width)
                            : concat({x, constant(width - x->width, 0)});
}

Node* Netlist::sign_extend(Node* x, unsigned width) {
  Nodes parts{x};
  parts.insert(parts.end(), width - x->width, bit(x, x->width - 1));
  return concat(parts);
}

Node* Netlist::invert(Node* x) {
  if (is_constant(x)) {
    return constant(~x->value);
  }
  if (x->op == Op::Not) {
    return x->operands[0];
  }
  if (is_undef(x)) {
    return x;
  }
  if (x->op == Op::Concat) {
    Nodes parts;
    for (Node* part : x->operands) {
      parts.push_back(invert(part));
    }
    return concat(parts);
  }
  return intern(Node{Op::Not, x->width, {x}});
}

Node* Netlist::split(unsigned width, const std::function<Node*(unsigned)>& known,
                     const std::function<Node*(unsigned, unsigned)>& rest) {
  Nodes parts;
  for (unsigned i = 0; i < width;) {
    if (Node* part = known(i)) {
      parts.push_back(part);
      ++i;
      continue;
    }
    unsigned end = i + 1;
    while (end < width && known(end) == nullptr) {
      ++end;
    }
    parts.push_back(rest(i, end - i));
    i = end;
  }
  return concat(parts);
}

Node* Netlist::again(const Node* like, const Nodes& operands) {
  switch (like->op) {
    case Op::Slice:
      return slice(operands[0], like->low, like->width);
    case Op::Concat:
      return concat(operands);
    case Op::Not:
      return invert(operands[0]);
    case Op::And:
    case Op::Or:
    case Op::Xor:
      return logic(like->op, operands);
    case Op::Add:
    case Op::Sub:
      return sum(like->op, operands[0], operands[1]);
    case Op::Mul:
      return multiply(operands[0], operands[1]);
    case Op::Shl:
    case Op::Lshr:
    case Op::Ashr:
      return shift(like->op, operands[0], operands[1]);
    case Op::Eq:
      return equal(operands[0], operands[1]);
    case Op::Ult:
      return less(operands[0], operands[1]);
    case Op::Slt:
      return less_signed(operands[0], operands[1]);
    case Op::Mux:
      return mux(operands[0], operands[1], operands[2]);
    case Op::Lookup: {
      Entries entries;
      for (std::size_t i = 0; i < like->keys.size(); ++i) {
        entries.push_back({like->keys[i], operands[i + 1]});
      }
      return lookup(operands[0], std::move(entries));
    }
    default: {  // OneHot: here no condition may hold, so it is not one_hot()
      Node node = *like;
      node.operands = operands;
      node.support.clear();
      node.table.clear();
      node.values.clear();
      node.name.clear();
      Node* made = intern(std::move(node));
      return like->op == Op::OneHot ? simplified(made) : made;
    }
  }
}

Node* Netlist::again_on_bits(const Node* like, const Nodes& operands, unsigned low,
                             unsigned width) {
  Nodes sliced;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    sliced.push_back(is_control(like, i) ? operands[i] : slice(operands[i], low, width));
  }
  Node narrow = *like;
  narrow.width = width;
  return again(&narrow, sliced);
}

}  // namespace nicvs::hlsc
