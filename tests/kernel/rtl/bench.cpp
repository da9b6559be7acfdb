// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/rtl/bench.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace nicvs::test {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

unsigned latency_of(const std::string& kernel) {
  std::ifstream table(NICVS_CONTRACTS);
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string name;
    std::string function;
    unsigned latency = 0;
    if (words >> name >> function >> latency && name == kernel) {
      return latency;
    }
  }
  throw std::runtime_error(kernel + " is not in the table of contracts");
}

std::uint64_t vectors_wanted() { return from_environment("NICVS_KERNEL_VECTORS", 100000); }

std::uint64_t seed_wanted() { return from_environment("NICVS_SEED", 1); }

std::string hex(const Image& image) {
  const char* digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : image) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace nicvs::test
