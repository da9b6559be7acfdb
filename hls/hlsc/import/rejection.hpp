// SPDX-License-Identifier: Apache-2.0
// How hlsc says no: where in the source, and in one sentence why.
#pragma once

#include <stdexcept>
#include <string>

namespace llvm {
class DILocation;
class Function;
class Instruction;
}  // namespace llvm

namespace nicvs::hlsc {

// The source is outside of the subset, or a contract cannot be kept. what() is the whole line as
// shown: "conn_track.hpp:17: the loop has no ...".
class Rejection : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws Rejection; the line is the instruction's, or the function's if it has none.
[[noreturn]] void reject(const llvm::Instruction& at, const std::string& sentence);
[[noreturn]] void reject(const llvm::DILocation& at, const std::string& sentence);
[[noreturn]] void reject(const llvm::Function& at, const std::string& sentence);

// The innermost frame of an inlined call chain that is not in a system header.
const llvm::DILocation* own_frame(const llvm::DILocation* location);

}  // namespace nicvs::hlsc
