// SPDX-License-Identifier: Apache-2.0
// hlsc: decision kernels in LLVM bitcode -> SystemVerilog.
//
//   hlsc --contracts hls/kernels/contracts.txt --out rtl/gen kernels.bc
//
// Prints one line per kernel. Exit status 1 and one line on standard error if a kernel is refused.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "hls/hlsc/compiler.hpp"

namespace {

using nicvs::hlsc::Generated;

void write(const Generated& generated, const std::filesystem::path& folder) {
  for (const auto& file : generated.files) {
    const std::filesystem::path path = folder / file.name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path);
    out << file.text;
    if (!out.flush()) {
      throw std::runtime_error(path.string() + ": cannot be written");
    }
  }
}

void print(const Generated& generated) {
  std::printf("%-16s %12s %6s %8s %8s %10s %10s\n", "kernel", "instructions", "nodes", "latency",
              "possible", "slowest ns", "registers");
  for (const auto& r : generated.reports) {
    std::printf("%-16s %12u %6u %8u %8u %10.2f %10u\n", r.kernel.c_str(), r.instructions, r.nodes,
                r.latency, r.fewest_stages, r.slowest_ns, r.register_bits);
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Compiles decision kernels to pipelined SystemVerilog", "hlsc");
  std::string contracts;
  std::string folder;
  std::string bitcode;
  nicvs::hlsc::Options options;
  app.add_option("--contracts", contracts, "Table of kernels")->required();
  app.add_option("--out", folder, "Folder of the result")->required();
  app.add_option("--period", options.period_ns, "Estimated logic per stage in ns");
  app.add_option("--check", options.check_vectors, "Random inputs that check each pass");
  app.add_option("bitcode", bitcode, "From clang -emit-llvm")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const Generated generated =
        nicvs::hlsc::compile(bitcode, nicvs::hlsc::read_contracts(contracts), options);
    write(generated, folder);
    print(generated);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "hlsc: %s\n", problem.what());
    return 1;
  }
  return 0;
}
