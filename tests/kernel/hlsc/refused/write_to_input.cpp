// SPDX-License-Identifier: Apache-2.0
// a write to the input
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  const_cast<In&>(in).x = 1;  // REFUSED
  out.z = in.x;
}
