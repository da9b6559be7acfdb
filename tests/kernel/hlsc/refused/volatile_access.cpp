// SPDX-License-Identifier: Apache-2.0
// volatile and atomic accesses have no meaning in a pure function
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  volatile std::uint32_t x = in.x;  // REFUSED
  out.z = x;
}
