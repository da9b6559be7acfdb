// SPDX-License-Identifier: Apache-2.0
// A normalised LLVM function -> Kernel, by executing it once on symbols instead of values.
//
// Both ways of every branch are taken; where they meet, values and memory are chosen by the
// branch's condition. Undefined and poisoned values may become anything, as the language allows;
// an output that is not assigned on some path is refused, since the CPU's value would be another.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include <map>
#include <string>

#include "hls/hlsc/import/kernel.hpp"
#include "hls/hlsc/import/memory.hpp"
#include "hls/hlsc/import/paths.hpp"
#include "hls/hlsc/import/source_text.hpp"

namespace nicvs::hlsc {

class Importer {
 public:
  // `function`: void (const In&, Out&), accepted by check_subset().
  Importer(llvm::Function& function, TypeTable& types, SourceText& text);

  // Throws Rejection. To be called once.
  Kernel run(const std::string& name);

 private:
  struct Point {  // where the execution is
    Memory::State memory;
    std::vector<Incoming> incoming;
  };

  void add_objects();
  void add_input();
  Nodes input_elements(const Field& field);
  void add_output();
  void collect_outputs(const Memory::State& final_state);
  void block(llvm::BasicBlock* block);
  void note_names(const llvm::Instruction& instruction);
  void note_name(const llvm::DILocalVariable* variable, const llvm::Value* value,
                 const llvm::DIExpression* expression);

  // Values and pointers of operands.
  Node* value(const llvm::Value* v);
  Pointer pointer(const llvm::Value* v);
  Pointer element_pointer(const llvm::GEPOperator& gep);
  int global_object(const llvm::GlobalVariable& global);
  unsigned width(const llvm::Value* v) const;

  // Alternatives of a number that may become an address.
  Alternatives alternatives(const llvm::Value* v);
  void keep(const llvm::Value* v, const Alternatives& all);
  void keep_through(const llvm::Instruction& instruction);

  // One instruction each.
  void instruction(llvm::Instruction& i, Point& at);
  Node* binary(const llvm::Instruction& i);
  void phi(const llvm::PHINode& i, const Point& at);
  void select(const llvm::SelectInst& i);
  Node* compare(const llvm::ICmpInst& i);
  void load(const llvm::LoadInst& i, Point& at);
  void store(const llvm::StoreInst& i, Point& at);
  void call(const llvm::CallInst& i, Point& at);
  bool copy_memory(const llvm::CallInst& i, Point& at);
  Node* intrinsic(const llvm::CallInst& i);
  Node* funnel_shift(const llvm::CallInst& i);
  Node* extreme(const llvm::CallInst& i);
  Node* count_ones(Node* x);
  Node* count_zeros(Node* x, llvm::Intrinsic::ID id);

  llvm::Function& function_;
  const llvm::DataLayout& layout_;
  SourceText& text_;
  Kernel kernel_;
  Netlist& net_;
  Memory memory_;
  Paths paths_;
  int input_ = -1;
  int output_ = -1;
  llvm::DenseMap<const llvm::Value*, Node*> values_;
  llvm::DenseMap<const llvm::Value*, Pointer> pointers_;
  llvm::DenseMap<const llvm::Value*, Alternatives> alternatives_;
  llvm::DenseMap<const llvm::GlobalVariable*, int> globals_;
  std::map<const llvm::BasicBlock*, Memory::State> states_;  // at the end of each block
  const llvm::BasicBlock* returns_from_ = nullptr;
};

// The bytes of a constant as they are in memory; parts that are addresses give no value.
struct ConstantBytes {
  std::vector<std::uint8_t> value;
  std::vector<bool> is_address;
};
ConstantBytes bytes_of(const llvm::Constant& constant, const llvm::DataLayout& layout);

}  // namespace nicvs::hlsc
