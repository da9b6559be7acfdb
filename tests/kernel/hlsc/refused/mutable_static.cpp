// SPDX-License-Identifier: Apache-2.0
// access to (anonymous namespace)::calls, which is not constexpr: a kernel has no state
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

namespace {
std::uint32_t calls = 0;
}  // namespace

extern "C" void k_refused(const In& in, Out& out) {
  calls += in.x;  // REFUSED
  out.z = calls;
}
