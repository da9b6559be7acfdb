// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/free_memory.hpp"

#include <string>

namespace nicvs::nicvsd {
namespace {

constexpr std::uint64_t kKilobytesPerPage = 4;

}  // namespace

std::optional<std::uint64_t> free_pages(std::istream& meminfo) {
  std::optional<std::uint64_t> free;
  std::optional<std::uint64_t> buffers;
  std::string name;
  std::uint64_t kilobytes = 0;
  std::string rest;
  while (meminfo >> name >> kilobytes && std::getline(meminfo, rest)) {
    if (name == "MemFree:") free = kilobytes;
    if (name == "Buffers:") buffers = kilobytes;
    if (free && buffers) return (*free + *buffers) / kKilobytesPerPage;
  }
  return std::nullopt;
}

}  // namespace nicvs::nicvsd
