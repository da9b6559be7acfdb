// SPDX-License-Identifier: Apache-2.0
// recursion through (anonymous namespace)::depth(unsigned int)
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

namespace {
std::uint32_t depth(std::uint32_t x) { return x == 0 ? 0 : 1 + depth(x >> 1); }
}  // namespace

extern "C" void k_refused(const In& in, Out& out) {
  out.z = depth(in.x);  // REFUSED
}
