// SPDX-License-Identifier: Apache-2.0
// Forward methods as ipvsadm and /proc/net/ip_vs show them.
#pragma once

#include <array>
#include <cstddef>

#include "nicvs/ip_address.hpp"

namespace nicvs::ipvs {

// "Masq", "Local", "Tunnel", "Route" or "Bypass"; "" for anything else.
constexpr const char* method_text(ForwardMethod method) {
  constexpr std::array<const char*, 5> kTexts = {"Masq", "Local", "Tunnel", "Route", "Bypass"};
  const auto index = static_cast<std::size_t>(method);
  return index < kTexts.size() ? kTexts[index] : "";
}

}  // namespace nicvs::ipvs
