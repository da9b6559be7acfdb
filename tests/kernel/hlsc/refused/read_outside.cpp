// SPDX-License-Identifier: Apache-2.0
// a read outside of the object it begins in
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  out.z = (&in.x)[2];  // REFUSED
}
