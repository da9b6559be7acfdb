// SPDX-License-Identifier: Apache-2.0
// memory from the heap
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  std::uint32_t* p = new std::uint32_t[in.x];  // REFUSED
  p[0] = in.y;
  out.z = p[in.x & 1];
  delete[] p;
}
