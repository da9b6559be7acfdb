// SPDX-License-Identifier: Apache-2.0
// Each simplification of the netlist against the interpreter, which knows none of them.
#include "hls/hlsc/netlist/netlist.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "hls/hlsc/check/interpreter.hpp"

namespace nicvs::hlsc {
namespace {

constexpr unsigned kWidth = 8;

// A random expression over two inputs, made through the Netlist and computed beside it.
class Expression {
 public:
  Expression(std::uint64_t seed, std::uint8_t x, std::uint8_t y) : random_(seed), x_(x), y_(y) {}

  struct Both {
    Node* node;
    std::uint8_t value;
  };

  Both make(unsigned depth) {
    if (depth == 0) {
      return leaf();
    }
    const Both a = make(depth - 1);
    const Both b = make(depth - 1);
    const auto as_byte = [](unsigned value) { return static_cast<std::uint8_t>(value); };
    switch (below(11)) {
      case 0:
        return {net_.bitwise_and(a.node, b.node), as_byte(a.value & b.value)};
      case 1:
        return {net_.bitwise_or(a.node, b.node), as_byte(a.value | b.value)};
      case 2:
        return {net_.bitwise_xor(a.node, b.node), as_byte(a.value ^ b.value)};
      case 3:
        return {net_.add(a.node, b.node), as_byte(a.value + b.value)};
      case 4:
        return {net_.subtract(a.node, b.node), as_byte(a.value - b.value)};
      case 5:
        return {net_.multiply(a.node, b.node), as_byte(a.value * b.value)};
      case 6:
        return {net_.invert(a.node), as_byte(~a.value)};
      case 7: {
        Node* is_less = net_.less(a.node, b.node);
        return {net_.mux(is_less, a.node, b.node), a.value < b.value ? a.value : b.value};
      }
      case 8: {
        Node* is_equal = net_.equal(a.node, b.node);
        return {net_.zero_extend(is_equal, kWidth), as_byte(a.value == b.value)};
      }
      case 9: {
        const unsigned low = below(kWidth);
        Node* part = net_.slice(a.node, low, kWidth - low);
        return {net_.zero_extend(part, kWidth), as_byte(a.value >> low)};
      }
      default:
        return by_index(a, b);
    }
  }

  std::uint8_t interpreted(Node* node) {
    Kernel kernel{"", nullptr, nullptr, 0, nullptr, {}, {{Field{}, node}}};
    const Inputs inputs{{"x", APInt(kWidth, x_)}, {"y", APInt(kWidth, y_)}};
    const auto values = interpret(live_nodes(kernel), inputs);
    return static_cast<std::uint8_t>(values.at(node->id).bits.getZExtValue());
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  Both leaf() {
    switch (below(4)) {
      case 0:
        return {net_.input(kWidth, "x"), x_};
      case 1:
        return {net_.input(kWidth, "y"), y_};
      default: {
        const unsigned value = below(2) == 0 ? below(4) : below(256);
        return {net_.constant(kWidth, value), static_cast<std::uint8_t>(value)};
      }
    }
  }

  // One of four values by two bits of a.
  Both by_index(const Both& a, const Both& b) {
    Entries entries;
    for (unsigned key = 0; key < 4; ++key) {
      entries.push_back({key, net_.add(b.node, net_.constant(kWidth, key * 3))});
    }
    Node* index = net_.slice(a.node, 3, 2);
    const unsigned key = a.value >> 3 & 3U;
    return {net_.lookup(index, entries), static_cast<std::uint8_t>(b.value + key * 3)};
  }

  Netlist net_;
  std::mt19937_64 random_;
  std::uint8_t x_;
  std::uint8_t y_;
};

}  // namespace

TEST_CASE("random expressions keep their value through all simplifications") {
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    std::mt19937_64 inputs(seed ^ 0x5eed);
    Expression expression(seed, static_cast<std::uint8_t>(inputs()),
                          static_cast<std::uint8_t>(inputs()));
    const Expression::Both made = expression.make(1 + static_cast<unsigned>(seed % 5));
    INFO("seed " << seed);
    REQUIRE(expression.interpreted(made.node) == made.value);
  }
}

TEST_CASE("wires and constants cost no nodes") {
  Netlist net;
  Node* x = net.input(16, "x");
  CHECK(net.concat({net.slice(x, 0, 8), net.slice(x, 8, 8)}) == x);
  CHECK(net.bitwise_and(x, net.constant(16, 0)) == net.constant(16, 0));
  CHECK(net.bitwise_xor(x, x) == net.constant(16, 0));
  CHECK(net.add(x, net.constant(16, 0)) == x);
  CHECK(net.invert(net.invert(x)) == x);
  CHECK(net.multiply(x, net.constant(16, 8)) ==
        net.concat({net.constant(3, 0), net.slice(x, 0, 13)}));
}

TEST_CASE("a choice of 14 or 18 is known to be one of the two and nothing between") {
  Netlist net;
  Node* offset = net.mux(net.input(1, "vlan"), net.constant(8, 18), net.constant(8, 14));
  CHECK(offset->values == std::vector<std::uint64_t>{14, 18});
  CHECK(net.equal(offset, net.constant(8, 16)) == net.never());
  CHECK(net.less(offset, net.constant(8, 19)) == net.always());
}

}  // namespace nicvs::hlsc
