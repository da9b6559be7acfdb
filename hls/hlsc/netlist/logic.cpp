// SPDX-License-Identifier: Apache-2.0
// And, Or and Xor of any number of operands.
#include <algorithm>
#include <optional>
#include <set>

#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {
namespace {

bool by_id(const Node* a, const Node* b) { return a->id < b->id; }

// The operand leaves the result as it is.
bool is_neutral(Op op, const Node* x) {
  return is_constant(x) && (op == Op::And ? x->value.isAllOnes() : x->value.isZero());
}

// Bit `i` of the result as far as known bits of the operands decide it.
struct KnownBit {
  unsigned open = 0;     // operands that matter
  Node* last = nullptr;  // one of them
  bool is_decided = false;
  bool value = false;  // if decided; otherwise for Xor whether to invert
};

KnownBit known_bit(Op op, const Nodes& operands, unsigned i, bool inverted) {
  KnownBit result;
  bool parity = inverted;
  for (Node* x : operands) {
    const bool is_zero = x->known.Zero[i];
    const bool is_one = x->known.One[i];
    if ((op == Op::And && is_zero) || (op == Op::Or && is_one)) {
      return KnownBit{0, nullptr, true, op == Op::Or};
    }
    if (op == Op::Xor && is_one) {
      parity = !parity;
    } else if (!is_zero && !is_one) {
      ++result.open;
      result.last = x;
    }
  }
  result.is_decided = result.open == 0;
  result.value = op == Op::Xor ? parity : op == Op::And;
  return result;
}

// Inverting many short stretches of a word is clearer as one XOR with a constant.
constexpr unsigned kMaxStretches = 6;

bool inverts_many_stretches(Op op, const Nodes& operands) {
  const auto mask =
      std::find_if(operands.begin(), operands.end(), [](const Node* x) { return is_constant(x); });
  return op == Op::Xor && mask != operands.end() && mask == operands.end() - 1 &&
         ((*mask)->value ^ (*mask)->value.lshr(1)).popcount() > kMaxStretches;
}

}  // namespace

// The operation over operands of which no bit is known alone.
Node* Netlist::reduce_logic(Op op, const Nodes& operands, bool inverted) {
  Nodes kept;
  for (Node* x : operands) {
    if (is_neutral(op, x)) {
      continue;
    }
    if (op == Op::Xor && is_all_ones(x)) {
      inverted = !inverted;
    } else if (op == Op::Xor && x->op == Op::Not) {
      inverted = !inverted;
      kept.push_back(x->operands[0]);
    } else {
      kept.push_back(x);
    }
  }
  std::stable_sort(kept.begin(), kept.end(), by_id);
  if (op != Op::Xor) {
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  }
  Node* result = kept.size() == 1 ? kept[0] : intern(Node{op, kept[0]->width, kept});
  return inverted ? invert(result) : result;
}

Node* Netlist::logic(Op op, Nodes operands) {
  const unsigned width = operands[0]->width;
  const APInt neutral = op == Op::And ? APInt::getAllOnes(width) : APInt(width, 0);
  std::stable_sort(operands.begin(), operands.end(), by_id);
  Nodes kept;
  bool inverted = false;
  for (Node* x : operands) {
    if (is_undef(x)) {
      if (op == Op::Xor) {
        return x;
      }
      continue;
    }
    if (op == Op::Xor && x->op == Op::Not) {
      inverted = !inverted;
      x = x->operands[0];
    }
    const auto same = std::find(kept.begin(), kept.end(), x);
    if (same == kept.end()) {
      if (op != Op::Xor && std::find(kept.begin(), kept.end(), invert(x)) != kept.end()) {
        return constant(~neutral);
      }
      kept.push_back(x);
    } else if (op == Op::Xor) {
      kept.erase(same);
    }
  }
  if (kept.empty()) {
    return constant(inverted ? ~neutral : neutral);
  }
  if (kept.size() == 1) {
    return inverted ? invert(kept[0]) : kept[0];
  }
  std::stable_partition(kept.begin(), kept.end(), [](Node* x) { return !is_constant(x); });
  if (inverts_many_stretches(op, kept)) {
    Node* result = simplified(intern(Node{op, width, kept}));
    return inverted ? invert(result) : result;
  }
  const auto known = [&](unsigned i) -> Node* {
    const KnownBit at = known_bit(op, kept, i, inverted);
    if (at.is_decided) {
      return constant(1, at.value ? 1 : 0);
    }
    if (at.open == 1) {
      return op == Op::Xor && at.value ? invert(bit(at.last, i)) : bit(at.last, i);
    }
    return nullptr;
  };
  return simplified(split(width, known, [&](unsigned low, unsigned count) {
    Nodes parts;
    for (Node* x : kept) {
      parts.push_back(slice(x, low, count));
    }
    return reduce_logic(op, parts, inverted);
  }));
}

Node* Netlist::linear(Nodes operands, std::vector<APInt> masks) {
  Node node{Op::Linear, static_cast<unsigned>(masks.size()), std::move(operands)};
  node.masks = std::move(masks);
  return intern(std::move(node));
}

}  // namespace nicvs::hlsc
