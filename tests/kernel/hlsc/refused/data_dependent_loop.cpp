// SPDX-License-Identifier: Apache-2.0
// the loop's number of rounds is not known at compile time
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  std::uint32_t n = 0;
  for (std::uint32_t i = in.x; i != 1; i = (i & 1) != 0 ? 3 * i + 1 : i >> 1) {  // REFUSED
    ++n;
  }
  out.z = n;
}
