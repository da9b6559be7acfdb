// SPDX-License-Identifier: Apache-2.0
// a call through a pointer: the function must be known at compile time
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

namespace {
std::uint32_t once(std::uint32_t x) { return x; }
std::uint32_t twice(std::uint32_t x) { return 2 * x; }
}  // namespace

extern "C" void k_refused(const In& in, Out& out) {
  std::uint32_t (*f)(std::uint32_t) = in.y != 0 ? once : twice;
  out.z = f(in.x);  // REFUSED
}
