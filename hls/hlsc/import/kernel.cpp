// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/kernel.hpp"

#include <map>

namespace nicvs::hlsc {

Nodes live_nodes(const Kernel& kernel) {
  std::map<unsigned, Node*> seen;  // operands have lower ids
  Nodes open;
  for (const Output& output : kernel.outputs) {
    open.push_back(output.value);
  }
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    if (seen.emplace(node->id, node).second) {
      open.insert(open.end(), node->operands.begin(), node->operands.end());
    }
  }
  Nodes result;
  for (const auto& [id, node] : seen) {
    result.push_back(node);
  }
  return result;
}

}  // namespace nicvs::hlsc
