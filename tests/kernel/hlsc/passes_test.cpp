// SPDX-License-Identifier: Apache-2.0
// Passes make kernels smaller or shallower, the check finds a pass that changes the meaning, and a
// schedule keeps its contract.
#include "hls/hlsc/passes/passes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "hls/hlsc/check/refinement.hpp"
#include "hls/hlsc/import/rejection.hpp"
#include "hls/hlsc/pipeline/schedule.hpp"

namespace nicvs::hlsc {
namespace {

constexpr unsigned kVectors = 100;

Kernel empty_kernel(const std::vector<InputPort>& inputs) {
  Kernel kernel{"test", nullptr, nullptr, 0, nullptr, inputs, {}};
  kernel.net = std::make_unique<Netlist>();
  return kernel;
}

Kernel same_outputs(const Kernel& kernel) {
  return {kernel.name, nullptr, nullptr, 0, nullptr, kernel.inputs, kernel.outputs};
}

std::size_t count(const Kernel& kernel, Op op) {
  const Nodes nodes = live_nodes(kernel);
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [&](const Node* n) { return n->op == op; }));
}

const InputPort kX{"x", "x", 0, 32, true};
const InputPort kY{"y", "y", 0, 32, true};

// The sum of `addends` slices of x, one after the other.
Kernel long_sum(unsigned addends) {
  Kernel kernel = empty_kernel({kX});
  Netlist& net = *kernel.net;
  Node* x = net.input(32, "x");
  Node* sum = net.constant(32, 0);
  for (unsigned i = 0; i < addends; ++i) {
    sum = net.add(sum, net.zero_extend(net.slice(x, i, 16), 32));
  }
  kernel.outputs.push_back({Field{}, sum});
  return kernel;
}

}  // namespace

TEST_CASE("a long sum becomes a tree") {
  Kernel kernel = long_sum(16);
  const Kernel before = same_outputs(kernel);
  const DelayModel model;
  const unsigned stages_before = fewest_stages(kernel, model, 2.4);
  balance(kernel);
  CHECK_FALSE(difference(before, kernel, kVectors, 1));
  CHECK(fewest_stages(kernel, model, 2.4) < stages_before / 2);
}

TEST_CASE("a cone of XORs becomes parities") {
  Kernel kernel = empty_kernel({kX, kY});
  Netlist& net = *kernel.net;
  Node* crc = net.input(32, "y");
  Node* x = net.input(32, "x");
  for (unsigned i = 0; i < 32; ++i) {
    Node* feedback = net.bitwise_xor(net.bit(crc, 0), net.bit(x, i));
    Node* shifted = net.zero_extend(net.slice(crc, 1, 31), 32);
    Node* polynomial = net.constant(32, 0x82f63b78);
    crc = net.bitwise_xor(shifted, net.mux(feedback, polynomial, net.constant(32, 0)));
  }
  kernel.outputs.push_back({Field{}, crc});
  const Kernel before = same_outputs(kernel);
  collapse_parities(kernel);
  CHECK_FALSE(difference(before, kernel, kVectors, 1));
  CHECK(count(kernel, Op::Linear) == 1);
  CHECK(fewest_stages(kernel, DelayModel(), 2.4) == 1);
}

TEST_CASE("bits that nobody reads are not computed") {
  Kernel kernel = empty_kernel({kX, kY});
  Netlist& net = *kernel.net;
  Node* sum = net.add(net.input(32, "x"), net.input(32, "y"));
  kernel.outputs.push_back({Field{}, net.slice(sum, 0, 8)});
  const Kernel before = same_outputs(kernel);
  narrow(kernel);
  CHECK_FALSE(difference(before, kernel, kVectors, 1));
  CHECK(kernel.outputs[0].value->op == Op::Add);
  CHECK(kernel.outputs[0].value->width == 8);
}

TEST_CASE("bytes that are chosen alike are chosen as one word") {
  Kernel kernel = empty_kernel({kX, kY, {"c", "c", 0, 1, true}});
  Netlist& net = *kernel.net;
  Node* x = net.input(32, "x");
  Node* y = net.input(32, "y");
  Nodes bytes;
  for (unsigned i = 0; i < 4; ++i) {
    bytes.push_back(net.mux(net.input(1, "c"), net.slice(x, 8 * i, 8), net.slice(y, 8 * i, 8)));
  }
  kernel.outputs.push_back({Field{}, net.concat(bytes)});
  const Kernel before = same_outputs(kernel);
  CHECK(count(kernel, Op::Mux) == 4);
  reroll(kernel);
  CHECK_FALSE(difference(before, kernel, kVectors, 1));
  CHECK(count(kernel, Op::Mux) == 1);
}

TEST_CASE("the check finds a pass that changes one bit in a rare case") {
  Kernel kernel = empty_kernel({kX});
  Netlist& net = *kernel.net;
  Node* x = net.input(32, "x");
  Node* is_magic = net.equal(x, net.constant(32, 0x08004500));
  kernel.outputs.push_back({Field{}, net.mux(is_magic, net.constant(32, 7), x)});
  Kernel after = same_outputs(kernel);
  after.outputs[0].value = net.mux(is_magic, net.constant(32, 3), x);
  CHECK(difference(kernel, after, kVectors, 1));
}

TEST_CASE("the check lets a pass decide what was open, and not the other way round") {
  Kernel kernel = empty_kernel({kX});
  Netlist& net = *kernel.net;
  kernel.outputs.push_back({Field{}, net.undef(32)});
  Kernel after = same_outputs(kernel);
  after.outputs[0].value = net.input(32, "x");
  CHECK_FALSE(difference(kernel, after, kVectors, 1));
  CHECK(difference(after, kernel, kVectors, 1));
}

TEST_CASE("a schedule has the latency of its contract or is refused") {
  const Kernel kernel = long_sum(16);
  const DelayModel model;
  const unsigned fewest = fewest_stages(kernel, model, 2.4);
  CHECK(schedule(kernel, model, 2.4, fewest + 2).latency == fewest + 2);
  CHECK(schedule(kernel, model, 2.4, fewest).slowest_ns <= 2.4);
  CHECK_THROWS_WITH(schedule(kernel, model, 2.4, fewest - 1),
                    Catch::Matchers::Contains("its contract says"));
  CHECK_THROWS_WITH(schedule(kernel, model, 0.5, 60), Catch::Matchers::Contains("0.50 ns"));
}

TEST_CASE("more stages than needed make each of them faster") {
  const Kernel kernel = long_sum(16);
  const DelayModel model;
  const unsigned fewest = fewest_stages(kernel, model, 2.4);
  CHECK(schedule(kernel, model, 2.4, 2 * fewest).slowest_ns <
        schedule(kernel, model, 2.4, fewest).slowest_ns);
}

}  // namespace nicvs::hlsc
