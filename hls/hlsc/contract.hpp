// SPDX-License-Identifier: Apache-2.0
// The table of kernels: which function becomes which module, and with which latency.
#pragma once

#include <string>
#include <vector>

namespace nicvs::hlsc {

struct Contract {
  std::string kernel;    // the module is nicvs_<kernel>
  std::string function;  // extern "C"
  unsigned latency;      // cycles from input to output
  unsigned budget;       // LLVM instructions that it may have
};

// Of kernels whose line does not say another.
constexpr unsigned kInstructionBudget = 500;

// Lines of three or four words; what is behind # is a comment. Throws Rejection with file and line.
std::vector<Contract> read_contracts(const std::string& path);

}  // namespace nicvs::hlsc
