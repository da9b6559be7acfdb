// SPDX-License-Identifier: Apache-2.0
// READ FIRST. What hlsc does with a kernel, in order.
//
//   1. import/normalise   LLVM inlines, unrolls and cleans the function up
//   2. import/subset      refuses what is no hardware, with file, line and a sentence
//   3. import/importer    executes it once on symbols: a netlist
//   4. passes/            narrow, collapse parities, balance sums, re-roll; check/ tests each of
//   them
//   5. pipeline/          cuts the netlist into as many stages as the kernel's contract says
//   6. emit/              writes the module, its bench and the package of the ports' types
#pragma once

#include <string>
#include <vector>

#include "hls/hlsc/contract.hpp"

namespace nicvs::hlsc {

struct Options {
  double period_ns = 2.4;        // estimated logic per stage: 322 MHz with a margin for routing
  unsigned check_vectors = 200;  // after each pass
};

struct GeneratedFile {
  std::string name;  // relative to the output folder
  std::string text;
};

struct Report {
  std::string kernel;
  unsigned instructions;
  unsigned nodes;
  unsigned latency;
  unsigned fewest_stages;  // that the period would allow
  double slowest_ns;
  unsigned register_bits;
};

struct Generated {
  std::vector<GeneratedFile> files;
  std::vector<Report> reports;
};

// `bitcode`: from clang -O1 -Xclang -disable-llvm-passes -g -emit-llvm. Throws Rejection.
Generated compile(const std::string& bitcode, const std::vector<Contract>& contracts,
                  const Options& options);

}  // namespace nicvs::hlsc
