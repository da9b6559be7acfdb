// SPDX-License-Identifier: Apache-2.0
// How long an operation takes in UltraScale+ logic, in nanoseconds: LUTs with their routing, carry
// chains, multipliers. An estimate for cutting pipelines, checked against no vendor report.
#pragma once

#include "hls/hlsc/netlist/node.hpp"

namespace nicvs::hlsc {

struct DelayModel {
  double clock_to_output = 0.10;
  double lut = 0.42;          // one level of six inputs and the way to it
  double carry_entry = 0.60;  // into a carry chain and out of it
  double carry_per_bit = 0.012;
  double multiplier = 2.20;     // one DSP48E2 alone in a stage
  double fan_out_of_64 = 0.20;  // a control of that many bits

  double of(const Node& node) const;

 private:
  double levels(double inputs) const;
};

}  // namespace nicvs::hlsc
