// SPDX-License-Identifier: Apache-2.0
// What hlsc does to a kernel between import and scheduling. Each pass keeps the meaning; the
// interpreter (check/) tests that after each of them.
#pragma once

#include "hls/hlsc/import/kernel.hpp"

namespace nicvs::hlsc {

// Computes only bits that something needs.
void narrow(Kernel& kernel);

// Which bits of each node something needs; indexed by id, of width 0 for nodes that are not live.
std::vector<APInt> needed_bits(const Kernel& kernel);

// Deep cones of XOR (CRC, Toeplitz) become parities of their leaves: one step instead of many.
void collapse_parities(Kernel& kernel);

// Long sums become trees, of which those of several sums are shared; chains of And, Or, Xor become
// operations of many operands.
void balance(Kernel& kernel);

// Parts of a word that are computed alike, as the bytes of an array are, become one operation.
void reroll(Kernel& kernel);

}  // namespace nicvs::hlsc
