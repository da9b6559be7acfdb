// SPDX-License-Identifier: Apache-2.0
// floating-point numbers
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  out.z = static_cast<std::uint32_t>(static_cast<double>(in.x) * 1.5);  // REFUSED
}
