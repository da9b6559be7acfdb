// SPDX-License-Identifier: Apache-2.0
// inline assembly has no meaning in hardware
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  std::uint32_t x = in.x;
  asm("bswap %0" : "+r"(x));  // REFUSED
  out.z = x;
}
