// SPDX-License-Identifier: Apache-2.0
// the output z is not assigned on every path
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {  // REFUSED
  if (in.x != 0) {
    out.z = in.y;
  }
}
