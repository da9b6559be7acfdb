// SPDX-License-Identifier: Apache-2.0
// Free memory out of /proc/meminfo.
#include "host/nicvsd/free_memory.hpp"

#include <catch2/catch.hpp>
#include <sstream>

namespace {

std::optional<std::uint64_t> pages_of(const char* text) {
  std::istringstream meminfo(text);
  return nicvs::nicvsd::free_pages(meminfo);
}

}  // namespace

TEST_CASE("free and buffer memory count, in pages", "[free_memory]") {
  CHECK(pages_of("MemTotal:       100 kB\nMemFree:         40 kB\nMemAvailable: 90 kB\n"
                 "Buffers:           8 kB\nCached: 7 kB\n") == 12);
}

TEST_CASE("a text that is no meminfo says nothing", "[free_memory]") {
  for (const char* text : {"", "MemFree: 40 kB\n", "Buffers: 8 kB\n",
                           "MemFree: many kB\nBuffers: 8 kB\n", "MemFree 40\n"}) {
    CAPTURE(text);
    CHECK_FALSE(pages_of(text));
  }
}
