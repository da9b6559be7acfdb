// SPDX-License-Identifier: Apache-2.0
// the body of elsewhere(unsigned int) is not in this translation unit
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

std::uint32_t elsewhere(std::uint32_t x);

extern "C" void k_refused(const In& in, Out& out) {
  out.z = elsewhere(in.x);  // REFUSED
}
