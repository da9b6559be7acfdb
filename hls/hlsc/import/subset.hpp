// SPDX-License-Identifier: Apache-2.0
// Whether a normalised kernel is within the subset that becomes hardware (README.md, "The subset").
#pragma once

namespace llvm {
class Function;
}  // namespace llvm

namespace nicvs::hlsc {

// Instructions without those that only describe, mark, or name a fixed place.
unsigned instructions_of(const llvm::Function& kernel);

// Throws Rejection, at the first place that is outside of the subset.
void check_subset(llvm::Function& kernel, unsigned budget);

}  // namespace nicvs::hlsc
