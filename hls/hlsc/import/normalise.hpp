// SPDX-License-Identifier: Apache-2.0
// LLVM's part of the work: one function per kernel without calls, loops and, where possible,
// memory.
//
// Own list of passes instead of -O2: LLVM's pipelines sink and hoist instructions for a CPU's sake,
// which hides from hardware which branch chose an address.
#pragma once

#include <vector>

namespace llvm {
class Function;
class Module;
}  // namespace llvm

namespace nicvs::hlsc {

void normalise(llvm::Module& module, const std::vector<llvm::Function*>& kernels);

}  // namespace nicvs::hlsc
