// SPDX-License-Identifier: Apache-2.0
// Which stage of the pipeline computes which node, and how long its value must be kept.
#pragma once

#include <map>
#include <vector>

#include "hls/hlsc/import/kernel.hpp"
#include "hls/hlsc/pipeline/delay.hpp"

namespace nicvs::hlsc {

// Stages count from 0, whose logic works on the module's inputs. Behind each stage are registers;
// those behind the last one are the module's outputs.
struct Schedule {
  unsigned latency = 0;   // cycles from input to output: the number of stages
  double slowest_ns = 0;  // estimate for the slowest stage
  unsigned register_bits = 0;

  // Indexed by id.
  std::vector<unsigned> stage;
  std::vector<unsigned> last;  // the last stage that reads the node; latency: an output does
  std::vector<std::map<unsigned, APInt>> read;  // the bits that are read, by stage

  // The bits of node that are read in that stage or a later one.
  APInt read_from(const Node* node, unsigned from) const;
};

// Exactly `latency` stages, each as fast as that allows and none slower than period_ns. Throws
// Rejection if there would have to be more.
Schedule schedule(const Kernel& kernel, const DelayModel& model, double period_ns,
                  unsigned latency);

// The fewest stages of at most period_ns.
unsigned fewest_stages(const Kernel& kernel, const DelayModel& model, double period_ns);

}  // namespace nicvs::hlsc
