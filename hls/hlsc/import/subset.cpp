// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/subset.hpp"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Operator.h>

#include <string>

#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {
namespace {

using llvm::dyn_cast;
using llvm::isa;

void check_loops(llvm::Function& kernel) {
  const llvm::DominatorTree dominators(kernel);
  const llvm::LoopInfo loops(dominators);
  if (loops.empty()) {
    return;
  }
  const char* sentence = "the loop's number of rounds is not known at compile time";
  const llvm::Loop& loop = **loops.begin();
  const llvm::DebugLoc start = loop.getStartLoc();
  if (start) {
    reject(*start.get(), sentence);
  }
  reject(*loop.getHeader()->getTerminator(), sentence);
}

void check_call(const llvm::CallBase& call) {
  if (call.isInlineAsm()) {
    reject(call, "inline assembly has no meaning in hardware");
  }
  const llvm::Function* callee = call.getCalledFunction();
  if (callee == nullptr) {
    reject(call, "a call through a pointer: the function must be known at compile time");
  }
  if (callee->isIntrinsic()) {
    return;  // the importer knows which ones it can do
  }
  const std::string name = llvm::demangle(callee->getName().str());
  if (name.starts_with("operator new") || name == "malloc") {
    reject(call, "memory from the heap");
  }
  if (callee == call.getFunction() || !callee->isDeclaration()) {
    reject(call, "recursion through " + name);
  }
  reject(call, "the body of " + name + " is not in this translation unit");
}

// The mutable global that an address is in, or null.
const llvm::GlobalVariable* mutable_global(const llvm::Value* address) {
  const auto* global = dyn_cast<llvm::GlobalVariable>(address->stripInBoundsOffsets());
  return global != nullptr && !global->isConstant() ? global : nullptr;
}

void check_memory(const llvm::Instruction& instruction) {
  if (instruction.isVolatile() || instruction.isAtomic()) {
    reject(instruction, "volatile and atomic accesses have no meaning in a pure function");
  }
  const llvm::Value* address = llvm::getLoadStorePointerOperand(&instruction);
  const llvm::GlobalVariable* global = mutable_global(address);
  if (global != nullptr) {
    reject(instruction, "access to " + llvm::demangle(global->getName().str()) +
                            ", which is not constexpr: a kernel has no state");
  }
}

void check_types(const llvm::Instruction& instruction) {
  const auto check = [&](const llvm::Type* type) {
    if (type->isFPOrFPVectorTy()) {
      reject(instruction, "floating-point numbers");
    }
    if (type->isVectorTy()) {
      reject(instruction, "vector types");
    }
  };
  check(instruction.getType());
  for (const llvm::Value* operand : instruction.operands()) {
    check(operand->getType());
  }
}

void check_instruction(const llvm::Instruction& instruction) {
  check_types(instruction);
  switch (instruction.getOpcode()) {
    case llvm::Instruction::UDiv:
    case llvm::Instruction::SDiv:
    case llvm::Instruction::URem:
    case llvm::Instruction::SRem:
      reject(instruction, "division or modulo by anything but a power of two");
    case llvm::Instruction::PtrToInt:
    case llvm::Instruction::IntToPtr:
      reject(instruction, "a conversion between pointers and numbers");
    case llvm::Instruction::Load:
    case llvm::Instruction::Store:
      check_memory(instruction);
      break;
    case llvm::Instruction::Call:
    case llvm::Instruction::Invoke:
      check_call(llvm::cast<llvm::CallBase>(instruction));
      break;
    default:
      break;
  }
}

}  // namespace

unsigned instructions_of(const llvm::Function& kernel) {
  unsigned count = 0;
  for (const llvm::Instruction& instruction : llvm::instructions(kernel)) {
    const auto* address = dyn_cast<llvm::GetElementPtrInst>(&instruction);
    const bool is_fixed_address = address != nullptr && address->hasAllConstantIndices();
    const bool only_describes = is_fixed_address || instruction.isDebugOrPseudoInst() ||
                                instruction.isLifetimeStartOrEnd() ||
                                isa<llvm::NoAliasScopeDeclInst>(instruction);
    count += only_describes ? 0 : 1;
  }
  return count;
}

void check_subset(llvm::Function& kernel, unsigned budget) {
  for (const llvm::Instruction& instruction : llvm::instructions(kernel)) {
    check_instruction(instruction);
  }
  check_loops(kernel);
  const unsigned count = instructions_of(kernel);
  if (count > budget) {
    reject(kernel, "the kernel has " + std::to_string(count) + " instructions, more than " +
                       std::to_string(budget) + ": split it");
  }
}

}  // namespace nicvs::hlsc
