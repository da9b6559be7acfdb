// SPDX-License-Identifier: Apache-2.0
// A frame that leaves the director of a scenario.
#pragma once

#include <string>
#include <string_view>

#include "fallback/replay/frame_bytes.hpp"

namespace nicvs::replay {

// The name under which frames for the director's own stack leave.
constexpr std::string_view kHostPort = "host";

struct OutFrame {
  std::string port;
  Bytes frame;
};

}  // namespace nicvs::replay
