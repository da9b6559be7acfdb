// SPDX-License-Identifier: Apache-2.0
// The accelerator's BPF program, run by the kernel on frames given to it.
#pragma once

#include "fallback/xdp/steering_maps.hpp"
#include "fallback/xdp/xdp_accelerator.hpp"
#include "tests/kernel/accel_bpf/random_frames.hpp"

namespace nicvs::test {

class BpfRunner {
 public:
  // Ends the program with 77 and a reason where BPF programs cannot be loaded; throws if the kernel
  // refuses this one.
  explicit BpfRunner(const dp::HashKey& key);

  soft::XdpAccelerator& accelerator() { return *accelerator_; }

  struct Result {
    unsigned action;  // XDP_...
    Bytes frame;
  };
  // As if the frame had arrived on port 1.
  Result run(const Bytes& frame) const;

 private:
  std::unique_ptr<soft::SteeringMaps> maps_;
  std::unique_ptr<soft::XdpAccelerator> accelerator_;
  std::unique_ptr<soft::BpfObject> object_;
};

}  // namespace nicvs::test
