// SPDX-License-Identifier: Apache-2.0
// Makes nodes, and makes them simple: constants fold, wires pass through, known bits disappear.
//
//   Netlist net;
//   Node* x = net.input(16, "port");
//   net.equal(net.bitwise_and(x, net.constant(16, 0xff00)), net.constant(16, 0));
//     is x[15:8] == 8'h00
//
// A Netlist owns its nodes. Each function returns a node of the same meaning as its name says,
// often a simpler one than asked for. Widths of operands must agree; that is the caller's to
// ensure.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hls/hlsc/netlist/node.hpp"

namespace nicvs::hlsc {

using Nodes = std::vector<Node*>;

// A condition and the value it selects.
struct Choice {
  Node* condition;
  Node* value;
};
using Choices = std::vector<Choice>;

// A key of an index and the value it selects.
struct Entry {
  std::uint64_t key;
  Node* value;
};
using Entries = std::vector<Entry>;

class Netlist {
 public:
  Node* constant(const APInt& value);
  Node* constant(unsigned width, std::uint64_t value);
  Node* always() { return constant(1, 1); }
  Node* never() { return constant(1, 0); }
  Node* undef(unsigned width);
  Node* input(unsigned width, const std::string& name);

  Node* slice(Node* x, unsigned low, unsigned width);
  Node* bit(Node* x, unsigned index) { return slice(x, index, 1); }
  Node* concat(const Nodes& parts);            // the least significant first
  Node* zero_extend(Node* x, unsigned width);  // or truncate
  Node* sign_extend(Node* x, unsigned width);
  Node* invert(Node* x);

  Node* logic(Op op, Nodes operands);  // And, Or, Xor
  Node* bitwise_and(Node* x, Node* y) { return logic(Op::And, {x, y}); }
  Node* bitwise_or(Node* x, Node* y) { return logic(Op::Or, {x, y}); }
  Node* bitwise_xor(Node* x, Node* y) { return logic(Op::Xor, {x, y}); }
  Node* linear(Nodes operands, std::vector<APInt> masks);

  Node* add(Node* x, Node* y) { return sum(Op::Add, x, y); }
  Node* subtract(Node* x, Node* y) { return sum(Op::Sub, x, y); }
  Node* multiply(Node* x, Node* y);
  Node* shift(Op op, Node* x, Node* count);
  Node* equal(Node* x, Node* y);
  Node* less(Node* x, Node* y);         // unsigned
  Node* less_signed(Node* x, Node* y);  // two's complement

  Node* mux(Node* condition, Node* if_true, Node* if_false);
  Node* one_hot(const Choices& choices);  // exactly one condition holds
  Node* lookup(Node* index, Entries entries);

  // The operation of `like` over other operands of the same widths.
  Node* again(const Node* like, const Nodes& operands);
  // The operation of `like` (bitwise, Mux, OneHot or Lookup) on some of its bits only.
  Node* again_on_bits(const Node* like, const Nodes& operands, unsigned low, unsigned width);

  // The value at each bit where `known` returns a node, `rest(low, width)` between those bits.
  Node* split(unsigned width, const std::function<Node*(unsigned)>& known,
              const std::function<Node*(unsigned, unsigned)>& rest);

  // New nodes come from there.
  void set_origin(Origin origin) { origin_ = std::move(origin); }

 private:
  Node* intern(Node node);
  Node* simplified(Node* x);
  Node* from_table(Node* x);
  Node* by_support(Node* x, const std::function<Node*(std::uint64_t)>& leaf);
  Node* sum(Op op, Node* x, Node* y);
  Node* times_constant(Node* x, const APInt& factor);
  Node* shift_left(Node* x, std::uint64_t count);
  Node* shift_right(Node* x, std::uint64_t count, Node* fill);
  Node* reduce_logic(Op op, const Nodes& operands, bool inverted);
  Node* shift_by_steps(Op op, Node* x, Node* count);
  Node* merged_parts(Node* low, Node* high);
  Node* one_hot_columns(const Choices& choices, unsigned width);
  Node* one_hot_plain(const Choices& choices, unsigned width);

  std::vector<std::unique_ptr<Node>> nodes_;
  std::unordered_map<std::string, Node*> interned_;
  Origin origin_;
};

}  // namespace nicvs::hlsc
