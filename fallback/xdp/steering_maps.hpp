// SPDX-License-Identifier: Apache-2.0
// The kernel's side of the steering: the maps that the steering programs of all ports look into.
//
// Control thread only. Its programs for AF_PACKET are loaded with it; XDP programs share its maps.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "fallback/xdp/bpf_object.hpp"
#include "fallback/xdp/steer_abi.h"
#include "fallback/xdp/steering_tables.hpp"

namespace nicvs::soft {

// Frames that the steering programs saw, by what they did; index enum steer_count.
using SteeringCounts = std::array<std::uint64_t, STEER_COUNTS>;

// "not_ip", "service", ...
const char* word_of(steer_count what);

class SteeringMaps {
 public:
  static Result<std::unique_ptr<SteeringMaps>> create();

  // Brings the kernel's maps to `wanted` by difference; frames of unchanged entries never notice.
  // On error the map named in it keeps a mixture, and the next call tries again.
  Status update(const SteeringTables& wanted);

  // A sign of life; without one for kSteerAliveNs, tc programs let all frames reach the kernel.
  void beat();

  SteeringCounts counts() const;
  const BpfObject& object() const { return object_; }
  int socket_filter_fd() const { return object_.program_fd("nicvs_socket"); }
  int tc_fd() const { return object_.program_fd("nicvs_tc"); }

 private:
  explicit SteeringMaps(BpfObject object) : object_(std::move(object)) {}
  Status update_map(const char* name, SteeringTable& present, const SteeringTable& wanted);

  BpfObject object_;
  SteeringTables present_;
};

}  // namespace nicvs::soft
