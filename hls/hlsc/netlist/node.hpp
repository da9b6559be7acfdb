// SPDX-License-Identifier: Apache-2.0
// One operation on words of bits: what a kernel consists of between import and emission.
//
// Nodes are values: two nodes of the same operation over the same operands are the same node, and
// no node changes once it is made, except for the notes at its end.
#pragma once

#include <llvm/ADT/APInt.h>
#include <llvm/Support/KnownBits.h>

#include <cstdint>
#include <string>
#include <vector>

namespace nicvs::hlsc {

using llvm::APInt;

enum class Op : std::uint8_t {
  Const,
  Undef,   // any value will do
  Input,   // a field of the kernel's input
  Slice,   // `width` bits of the operand from `low` on
  Concat,  // operands side by side, the least significant first
  Not,
  And,  // And, Or, Xor: two or more operands
  Or,
  Xor,
  Add,  // Add, Sub, Mul: modulo 2^width
  Sub,
  Mul,
  Shl,  // Shl, Lshr, Ashr: by the second operand; from `width` on nothing (Ashr: the sign) is left
  Lshr,
  Ashr,
  Eq,
  Ult,
  Slt,
  Mux,     // operands: condition, value if true, value if false
  OneHot,  // operands: condition, value, condition, value...; at most one condition holds, else 0
  Lookup,  // operands: index, value, value...; keys[i] selects operands[i + 1]; no other index
  Linear,  // each bit is the parity of some bits of the operands: masks
};

struct Node;

// One bit of a node's value.
struct BitOf {
  Node* node;
  unsigned index;
};

// Where in the source a node comes from.
struct Origin {
  std::string function;
  std::string text;  // of the line, without blanks around it and comments
};

struct Node {
  Op op;
  unsigned width;
  std::vector<Node*> operands;
  APInt value{1, 0};                // Const
  unsigned low = 0;                 // Slice
  std::vector<std::uint64_t> keys;  // Lookup
  std::vector<APInt> masks;         // Linear: one per bit, over the concatenation of the operands
                                    // and one more bit on top, which inverts
  std::string port;                 // Input: the field's name

  unsigned id = 0;  // operands have lower ones

  // Facts about the value, found when the node is made.
  llvm::KnownBits known;
  std::vector<std::uint64_t> values;  // all that are possible, sorted; empty: not known
  std::vector<BitOf> support;         // at most six bits that decide the value...
  std::vector<std::uint64_t> table;   // ...by this table; empty: not known

  // Notes for whoever reads the result.
  std::string name;
  Origin origin;
};

inline bool operator<(const BitOf& a, const BitOf& b) {
  return a.node->id != b.node->id ? a.node->id < b.node->id : a.index < b.index;
}
inline bool operator==(const BitOf& a, const BitOf& b) {
  return a.node == b.node && a.index == b.index;
}

inline bool is_constant(const Node* n) { return n->op == Op::Const; }
inline bool is_constant(const Node* n, std::uint64_t value) {
  return is_constant(n) && n->value.getActiveBits() <= 64 && n->value.getZExtValue() == value;
}
inline bool is_all_ones(const Node* n) { return is_constant(n) && n->value.isAllOnes(); }
inline bool is_undef(const Node* n) { return n->op == Op::Undef; }

// Costs neither logic nor registers of its own: the inverter is part of the next LUT.
inline bool is_wiring(const Node* n) {
  return n->op == Op::Const || n->op == Op::Undef || n->op == Op::Slice || n->op == Op::Concat ||
         n->op == Op::Not;
}

// Of operand `i`: it chooses among the other operands instead of being one of the values.
inline bool is_control(const Node* n, std::size_t i) {
  return n->op == Op::OneHot ? i % 2 == 0 : (n->op == Op::Mux || n->op == Op::Lookup) && i == 0;
}

// All bits of an operation that works on each bit alone.
inline bool is_bitwise(const Node* n) {
  return n->op == Op::And || n->op == Op::Or || n->op == Op::Xor;
}

// The bits of an unsigned 64-bit number that a value of `width` <= 64 bits may have.
inline std::uint64_t ones64(unsigned width) {
  return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

}  // namespace nicvs::hlsc
