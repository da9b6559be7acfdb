// SPDX-License-Identifier: Apache-2.0
// Whether a pass has kept the meaning of a kernel.
#pragma once

#include <optional>
#include <string>

#include "hls/hlsc/check/interpreter.hpp"

namespace nicvs::hlsc {

// Both outputs for the same inputs, many times. What `before` leaves open, `after` may decide; all
// else has to stay. Returns a sentence about the first difference, nothing if there is none.
std::optional<std::string> difference(const Kernel& before, const Kernel& after, unsigned vectors,
                                      std::uint64_t seed);

}  // namespace nicvs::hlsc
