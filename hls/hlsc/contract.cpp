// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/contract.hpp"

#include <fstream>
#include <sstream>

#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {
namespace {

constexpr unsigned kMaxLatency = 64;

}  // namespace

std::vector<Contract> read_contracts(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    throw Rejection(path + ": cannot be read");
  }
  std::vector<Contract> contracts;
  std::string line;
  for (unsigned number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    Contract contract{};
    if (!(words >> contract.kernel)) {
      continue;
    }
    contract.budget = kInstructionBudget;
    const bool has_latency = static_cast<bool>(words >> contract.function >> contract.latency);
    const bool is_complete =
        (words >> std::ws).eof() || (words >> contract.budget >> std::ws).eof();
    if (!has_latency || !is_complete || contract.latency == 0 || contract.latency > kMaxLatency) {
      throw Rejection(path + ":" + std::to_string(number) +
                      ": expected a kernel, its function, its latency in cycles (1 to " +
                      std::to_string(kMaxLatency) + ") and perhaps its number of instructions");
    }
    contracts.push_back(contract);
  }
  return contracts;
}

}  // namespace nicvs::hlsc
