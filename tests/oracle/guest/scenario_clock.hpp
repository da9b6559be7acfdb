// SPDX-License-Identifier: Apache-2.0
// The time of a scenario in the guest. It moves only by advance_to(); what the guest's own work
// costs is not added up: the next advance_to() makes up for it.
#pragma once

namespace nicvs::oracle {

class ScenarioClock {
 public:
  // Time 0 is the next whole second, after what new interfaces say on their own has been said.
  void start();

  // Sleeps until that time; returns at once if it has passed.
  void advance_to(double seconds);

  // Where the scenario stands, in seconds; without the guest's own work.
  double now() const { return now_; }

 private:
  double start_ = 0;  // CLOCK_MONOTONIC of the guest
  double now_ = 0;
};

}  // namespace nicvs::oracle
