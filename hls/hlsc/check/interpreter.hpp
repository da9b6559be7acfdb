// SPDX-License-Identifier: Apache-2.0
// What a netlist computes, by executing it bit by bit; knows nothing of facts and simplification,
// so that it can judge them.
#pragma once

#include <map>
#include <string>

#include "hls/hlsc/import/kernel.hpp"

namespace nicvs::hlsc {

// A value of which some bits may be anything; those are zero in `bits`.
struct Value {
  APInt bits;
  APInt open;
};

// Values of the inputs by name of the port.
using Inputs = std::map<std::string, APInt>;

// The values of all live nodes by id; `nodes` in their order.
std::map<unsigned, Value> interpret(const Nodes& nodes, const Inputs& inputs);

}  // namespace nicvs::hlsc
