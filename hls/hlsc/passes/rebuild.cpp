// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/passes/rebuild.hpp"

namespace nicvs::hlsc {
namespace {

void carry_name(const Node* from, Node* to) {
  const bool is_extended =
      to->op == Op::Concat && to->operands.size() == 2 && is_constant(to->operands[1], 0);
  Node* core = is_extended ? to->operands[0] : to;
  core = core->op == Op::Not ? core->operands[0] : core;
  if (!from->name.empty() && core->name.empty() && !is_wiring(core) && core->op != Op::Input) {
    core->name = from->name;
  }
}

}  // namespace

void rebuild(Kernel& kernel, const Change& change) {
  std::map<unsigned, Node*> made;
  for (Node* node : live_nodes(kernel)) {
    Nodes operands;
    for (const Node* operand : node->operands) {
      operands.push_back(made.at(operand->id));
    }
    kernel.net->set_origin(node->origin);
    Node* result = node->operands.empty() ? node : change(node, operands);
    carry_name(node, result);
    made[node->id] = result;
  }
  for (Output& output : kernel.outputs) {
    output.value = made.at(output.value->id);
  }
}

std::vector<unsigned> use_counts(const Kernel& kernel) {
  const Nodes nodes = live_nodes(kernel);
  std::vector<unsigned> counts(nodes.empty() ? 0 : nodes.back()->id + 1);
  for (const Node* node : nodes) {
    for (const Node* operand : node->operands) {
      ++counts[operand->id];
    }
  }
  for (const Output& output : kernel.outputs) {
    ++counts[output.value->id];
  }
  return counts;
}

}  // namespace nicvs::hlsc
