// SPDX-License-Identifier: Apache-2.0
// the kernel has 766 instructions, more than 500: split it
#include <cstdint>

struct In {
  std::uint32_t x[128];
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {  // REFUSED
  std::uint32_t sum = 0;
  for (unsigned i = 0; i < 128; ++i) {
    sum = (sum ^ in.x[i]) * 3 + (sum >> 7) + i;
  }
  out.z = sum;
}
