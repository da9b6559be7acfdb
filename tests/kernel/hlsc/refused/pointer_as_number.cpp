// SPDX-License-Identifier: Apache-2.0
// a conversion between pointers and numbers
#include <cstdint>

struct In {
  std::uint32_t x;
  std::uint32_t y;
};
struct Out {
  std::uint32_t z;
};

extern "C" void k_refused(const In& in, Out& out) {
  out.z = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&in));  // REFUSED
}
