// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/compiler.hpp"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/SourceMgr.h>

#include <iterator>

#include "hls/hlsc/check/refinement.hpp"
#include "hls/hlsc/emit/module.hpp"
#include "hls/hlsc/emit/package.hpp"
#include "hls/hlsc/emit/text.hpp"
#include "hls/hlsc/import/importer.hpp"
#include "hls/hlsc/import/normalise.hpp"
#include "hls/hlsc/import/rejection.hpp"
#include "hls/hlsc/import/subset.hpp"
#include "hls/hlsc/passes/passes.hpp"
#include "hls/hlsc/pipeline/schedule.hpp"

namespace nicvs::hlsc {
namespace {

constexpr std::uint64_t kSeed = 20240613;

struct Pass {
  const char* name;
  void (*run)(Kernel&);
};

constexpr Pass kPasses[] = {
    {"narrow", narrow}, {"collapse_parities", collapse_parities},
    {"narrow", narrow}, {"balance", balance},
    {"narrow", narrow}, {"reroll", reroll},
    {"narrow", narrow},
};

void run_passes(Kernel& kernel, unsigned check_vectors) {
  std::uint64_t seed = kSeed;
  for (const Pass& pass : kPasses) {
    const Kernel before{kernel.name, kernel.input_type, kernel.output_type, 0,
                        nullptr,     kernel.inputs,     kernel.outputs};
    pass.run(kernel);
    const auto wrong = difference(before, kernel, check_vectors, seed++);
    if (wrong) {
      throw Rejection(kernel.name + ": hlsc's own pass " + pass.name + " is wrong: " + *wrong);
    }
  }
}

std::unique_ptr<llvm::Module> read_module(const std::string& path, llvm::LLVMContext& context) {
  llvm::SMDiagnostic problem;
  auto module = llvm::parseIRFile(path, problem, context);
  if (!module) {
    throw Rejection(path + ": " + problem.getMessage().str());
  }
  return module;
}

std::vector<llvm::Function*> functions_of(llvm::Module& module,
                                          const std::vector<Contract>& contracts) {
  std::vector<llvm::Function*> functions;
  for (const Contract& contract : contracts) {
    llvm::Function* function = module.getFunction(contract.function);
    if (function == nullptr || function->isDeclaration()) {
      throw Rejection(contract.kernel + ": there is no function " + contract.function);
    }
    functions.push_back(function);
  }
  return functions;
}

Report report_of(const Kernel& kernel, const Schedule& plan, const Options& options) {
  return {kernel.name,
          kernel.instructions,
          static_cast<unsigned>(live_nodes(kernel).size()),
          plan.latency,
          fewest_stages(kernel, DelayModel(), options.period_ns),
          plan.slowest_ns,
          plan.register_bits};
}

}  // namespace

Generated compile(const std::string& bitcode, const std::vector<Contract>& contracts,
                  const Options& options) {
  llvm::LLVMContext context;
  const auto module = read_module(bitcode, context);
  const std::vector<llvm::Function*> functions = functions_of(*module, contracts);
  normalise(*module, functions);
  TypeTable types;
  SourceText text;
  Generated result;
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    check_subset(*functions[i], contracts[i].budget);
    Kernel kernel = Importer(*functions[i], types, text).run(contracts[i].kernel);
    run_passes(kernel, options.check_vectors);
    const Schedule plan = schedule(kernel, DelayModel(), options.period_ns, contracts[i].latency);
    const std::string name = module_name(kernel);
    result.files.push_back({name + ".sv", module_text(kernel, plan)});
    result.files.push_back({"bench/" + name + "_image.sv", image_text(kernel)});
    result.reports.push_back(report_of(kernel, plan, options));
  }
  result.files.push_back({std::string(kPackage) + ".sv", package_text(types)});
  return result;
}

}  // namespace nicvs::hlsc
