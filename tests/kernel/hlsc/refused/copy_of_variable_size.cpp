// SPDX-License-Identifier: Apache-2.0
// a copy of a size that is not known at compile time
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  std::uint8_t bytes[8] = {};
  __builtin_memcpy(bytes, &in, in.x & 7);  // REFUSED
  out.z = bytes[0];
}
