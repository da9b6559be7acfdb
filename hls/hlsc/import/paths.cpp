// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/paths.hpp"

#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Instructions.h>

#include <algorithm>

namespace nicvs::hlsc {
namespace {

// Control never gets there, so whatever leads there can be assumed not to.
bool is_unreachable(const llvm::BasicBlock* block) {
  return llvm::isa<llvm::UnreachableInst>(block->getFirstNonPHIOrDbgOrLifetime());
}

std::vector<llvm::BasicBlock*> distinct_predecessors(llvm::BasicBlock* block) {
  std::vector<llvm::BasicBlock*> result;
  for (llvm::BasicBlock* predecessor : llvm::predecessors(block)) {
    if (std::find(result.begin(), result.end(), predecessor) == result.end()) {
      result.push_back(predecessor);
    }
  }
  return result;
}

}  // namespace

Paths::Paths(llvm::Function& function, Netlist& net, ValueOf value_of)
    : net_(net), value_of_(std::move(value_of)), dominators_(function), post_dominators_(function) {
  const llvm::ReversePostOrderTraversal<llvm::Function*> blocks(&function);
  order_.assign(blocks.begin(), blocks.end());
}

Node* Paths::switch_edge(const llvm::BasicBlock* from, const llvm::BasicBlock* to) {
  const auto* terminator = llvm::cast<llvm::SwitchInst>(from->getTerminator());
  Node* value = value_of_(terminator->getCondition());
  Nodes here;
  Nodes elsewhere;
  for (const auto& one : terminator->cases()) {
    Node* is_case = net_.equal(value, net_.constant(one.getCaseValue()->getValue()));
    (one.getCaseSuccessor() == to ? here : elsewhere).push_back(is_case);
  }
  if (terminator->getDefaultDest() != to) {
    return net_.logic(Op::Or, here);
  }
  return elsewhere.empty() ? net_.always() : net_.invert(net_.logic(Op::Or, elsewhere));
}

Node* Paths::edge(const llvm::BasicBlock* from, const llvm::BasicBlock* to) {
  const auto* branch = llvm::dyn_cast<llvm::BranchInst>(from->getTerminator());
  if (branch == nullptr) {
    return switch_edge(from, to);
  }
  if (branch->isUnconditional() || branch->getSuccessor(0) == branch->getSuccessor(1) ||
      is_unreachable(branch->getSuccessor(0)) || is_unreachable(branch->getSuccessor(1))) {
    return net_.always();
  }
  Node* condition = value_of_(branch->getCondition());
  return branch->getSuccessor(0) == to ? condition : net_.invert(condition);
}

// When control reaches `block`, for blocks behind the dominator that `reached` starts from.
Node* Paths::condition_of(llvm::BasicBlock* block, const Reached& reached) {
  const llvm::BasicBlock* dominator = dominators_.getNode(block)->getIDom()->getBlock();
  const auto at_dominator = reached.find(dominator);
  if (at_dominator != reached.end() && post_dominators_.dominates(block, dominator)) {
    return at_dominator->second;
  }
  Nodes ways;
  for (llvm::BasicBlock* predecessor : distinct_predecessors(block)) {
    const auto before = reached.find(predecessor);
    if (before != reached.end()) {
      ways.push_back(net_.bitwise_and(before->second, edge(predecessor, block)));
    }
  }
  return ways.empty() ? net_.never() : net_.logic(Op::Or, ways);
}

std::vector<Incoming> Paths::incoming(llvm::BasicBlock* block) {
  llvm::BasicBlock* dominator = dominators_.getNode(block)->getIDom()->getBlock();
  Reached reached{{dominator, net_.always()}};
  for (llvm::BasicBlock* other : order_) {
    if (other == block) {
      break;
    }
    if (other != dominator && dominators_.properlyDominates(dominator, other)) {
      reached[other] = condition_of(other, reached);
    }
  }
  std::vector<Incoming> result;
  for (llvm::BasicBlock* predecessor : distinct_predecessors(block)) {
    if (dominators_.isReachableFromEntry(predecessor)) {
      Node* condition = net_.bitwise_and(reached.at(predecessor), edge(predecessor, block));
      result.push_back({predecessor, condition});
    }
  }
  return result;
}

}  // namespace nicvs::hlsc
