// SPDX-License-Identifier: Apache-2.0
// Random conns for an accelerator, and random frames that mostly belong to them.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "fallback/accel/accelerator.hpp"

namespace nicvs::test {

using Bytes = std::vector<std::uint8_t>;
using Random = std::mt19937_64;

// The MAC that frames are for.
constexpr Mac kOwnMac{{2, 0, 0, 0, 0, 1}};

soft::AccelOrder random_order(Random& random);
soft::AccelState random_state(Random& random, const soft::AccelOrder& order);

// A frame of the conn in either direction, now and then with something that is the engine's.
Bytes random_frame(Random& random, const soft::AccelOrder& order);

}  // namespace nicvs::test
