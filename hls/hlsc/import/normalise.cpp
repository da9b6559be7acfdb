// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/normalise.hpp"

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PassManager.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/IPO/AlwaysInliner.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/IndVarSimplify.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopRotation.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SCCP.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/LCSSA.h>
#include <llvm/Transforms/Utils/LoopSimplify.h>

#include <algorithm>

namespace nicvs::hlsc {
namespace {

using llvm::FunctionPassManager;

// Asks for every loop to be unrolled completely, as "#pragma unroll" does.
struct UnrollAll : llvm::PassInfoMixin<UnrollAll> {
  static llvm::PreservedAnalyses run(llvm::Function& function,
                                     llvm::FunctionAnalysisManager& analyses) {
    llvm::LLVMContext& context = function.getContext();
    for (llvm::Loop* loop : analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder()) {
      llvm::Metadata* full[] = {llvm::MDString::get(context, "llvm.loop.unroll.full")};
      llvm::Metadata* properties[] = {nullptr, llvm::MDNode::get(context, full)};
      llvm::MDNode* id = llvm::MDNode::getDistinct(context, properties);
      id->replaceOperandWith(0, id);
      loop->setLoopID(id);
    }
    return llvm::PreservedAnalyses::all();
  }
};

void add_cleaning(FunctionPassManager& passes) {
  passes.addPass(llvm::SROAPass(llvm::SROAOptions::PreserveCFG));
  passes.addPass(llvm::EarlyCSEPass(true));
  passes.addPass(llvm::SCCPPass());
  passes.addPass(llvm::InstCombinePass());
  passes.addPass(llvm::SimplifyCFGPass(llvm::SimplifyCFGOptions()));
  passes.addPass(llvm::ADCEPass());
}

void add_unrolling(FunctionPassManager& passes) {
  passes.addPass(llvm::LoopSimplifyPass());
  passes.addPass(llvm::LCSSAPass());
  llvm::LoopPassManager loops;
  loops.addPass(llvm::LoopRotatePass());
  loops.addPass(llvm::IndVarSimplifyPass());
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loops)));
  passes.addPass(UnrollAll());
  passes.addPass(llvm::LoopUnrollPass(llvm::LoopUnrollOptions(2)));
}

}  // namespace

void normalise(llvm::Module& module, const std::vector<llvm::Function*>& kernels) {
  for (llvm::Function& function : module) {
    const bool is_kernel = std::find(kernels.begin(), kernels.end(), &function) != kernels.end();
    function.removeFnAttr(llvm::Attribute::NoInline);
    function.removeFnAttr(llvm::Attribute::OptimizeNone);
    if (!is_kernel && !function.isDeclaration()) {
      function.addFnAttr(llvm::Attribute::AlwaysInline);
    }
  }
  llvm::PassBuilder builder;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);

  FunctionPassManager passes;
  add_cleaning(passes);
  add_unrolling(passes);
  add_cleaning(passes);
  add_unrolling(passes);  // loops whose trip count an outer loop's unrolling has made known
  add_cleaning(passes);

  llvm::ModulePassManager inlining;
  inlining.addPass(llvm::AlwaysInlinerPass(false));
  inlining.run(module, modules);
  for (llvm::Function* kernel : kernels) {
    passes.run(*kernel, functions);
  }
}

}  // namespace nicvs::hlsc
