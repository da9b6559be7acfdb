// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/passes/passes.hpp"
#include "hls/hlsc/passes/rebuild.hpp"

namespace nicvs::hlsc {
namespace {

bool may_join(const Node* node) {
  return node->op == Op::Mux || node->op == Op::OneHot || node->op == Op::Lookup;
}

// The same choice between other values.
bool are_alike(const Node* a, const Node* b) {
  if (!may_join(a) || a->op != b->op || a->operands.size() != b->operands.size() ||
      a->keys != b->keys) {
    return false;
  }
  for (std::size_t i = 0; i < a->operands.size(); ++i) {
    if (is_control(a, i) && a->operands[i] != b->operands[i]) {
      return false;
    }
  }
  return true;
}

Node* joined(Netlist& net, const Nodes& parts) {
  if (parts.size() == 1) {
    return parts[0];
  }
  Nodes operands;
  for (std::size_t i = 0; i < parts[0]->operands.size(); ++i) {
    Nodes values;
    for (const Node* part : parts) {
      values.push_back(part->operands[i]);
    }
    operands.push_back(is_control(parts[0], i) ? values[0] : net.concat(values));
  }
  Node wide = *parts[0];
  wide.width = 0;
  for (const Node* part : parts) {
    wide.width += part->width;
  }
  return net.again(&wide, operands);
}

}  // namespace

void reroll(Kernel& kernel) {
  const std::vector<unsigned> uses = use_counts(kernel);
  Netlist& net = *kernel.net;
  rebuild(kernel, [&](Node* node, const Nodes& operands) -> Node* {
    if (node->op != Op::Concat) {
      return net.again(node, operands);
    }
    Nodes parts;
    Nodes run;
    bool run_is_own = false;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const bool is_own = uses[node->operands[i]->id] == 1;
      if (!run.empty() && run_is_own && is_own && are_alike(run[0], operands[i])) {
        run.push_back(operands[i]);
        continue;
      }
      if (!run.empty()) {
        parts.push_back(joined(net, run));
      }
      run = {operands[i]};
      run_is_own = is_own;
    }
    parts.push_back(joined(net, run));
    return net.concat(parts);
  });
}

}  // namespace nicvs::hlsc
