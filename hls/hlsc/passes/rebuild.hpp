// SPDX-License-Identifier: Apache-2.0
// What passes share: rebuilding a kernel node by node, and counting uses.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "hls/hlsc/import/kernel.hpp"

namespace nicvs::hlsc {

// The new node for an old one, whose operands are rebuilt already.
using Change = std::function<Node*(Node* old_node, const Nodes& operands)>;

// Replaces everything that the outputs need; names and origins follow.
void rebuild(Kernel& kernel, const Change& change);

// How many operands and outputs a node is; indexed by id, complete for live nodes.
std::vector<unsigned> use_counts(const Kernel& kernel);

}  // namespace nicvs::hlsc
