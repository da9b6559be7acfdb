// SPDX-License-Identifier: Apache-2.0
// What is known of a node's value without knowing the inputs.
//
// Three kinds: bits that are always 0 or 1, small sets of possible values, and tables over at most
// six bits, which keep bits that depend on each other together (14 or 18, never 15).
#pragma once

#include "hls/hlsc/netlist/node.hpp"

namespace nicvs::hlsc {

// Sets known, values, support and table; the operands have theirs.
void find_facts(Node& node);

// Its first and last part.
void find_table(Node& node);
void find_values(Node& node);

}  // namespace nicvs::hlsc
