// SPDX-License-Identifier: Apache-2.0
// Under which conditions control comes to a block from each of its predecessors.
//
// Conditions are relative to the block's immediate dominator, which every path passes: what was
// decided before it does not matter for a choice between paths behind it.
#pragma once

#include <llvm/Analysis/PostDominators.h>
#include <llvm/IR/Dominators.h>

#include <functional>
#include <map>
#include <vector>

#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {

struct Incoming {
  const llvm::BasicBlock* from;
  Node* condition;
};

class Paths {
 public:
  using ValueOf = std::function<Node*(const llvm::Value*)>;

  // value_of: the node of a branch's condition, already imported when it is asked for.
  Paths(llvm::Function& function, Netlist& net, ValueOf value_of);

  // Every block that can be reached, each behind all its predecessors.
  const std::vector<llvm::BasicBlock*>& order() const { return order_; }

  // Exclusive and complete; `block` is not the entry.
  std::vector<Incoming> incoming(llvm::BasicBlock* block);

 private:
  Node* edge(const llvm::BasicBlock* from, const llvm::BasicBlock* to);
  Node* switch_edge(const llvm::BasicBlock* from, const llvm::BasicBlock* to);
  using Reached = std::map<const llvm::BasicBlock*, Node*>;
  Node* condition_of(llvm::BasicBlock* block, const Reached& reached);

  Netlist& net_;
  ValueOf value_of_;
  llvm::DominatorTree dominators_;
  llvm::PostDominatorTree post_dominators_;
  std::vector<llvm::BasicBlock*> order_;
};

}  // namespace nicvs::hlsc
