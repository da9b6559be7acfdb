// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/guest/scenario_clock.hpp"

#include <cmath>
#include <ctime>

namespace nicvs::oracle {
namespace {

constexpr double kSettle_s = 3;

double monotonic() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void sleep_until(double target) {
  timespec time{};
  time.tv_sec = static_cast<time_t>(target);
  time.tv_nsec = static_cast<long>((target - std::floor(target)) * 1e9);
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

}  // namespace

void ScenarioClock::start() {
  start_ = std::ceil(monotonic() + kSettle_s);
  sleep_until(start_);
}

void ScenarioClock::advance_to(double seconds) {
  now_ = seconds;
  sleep_until(start_ + seconds);
}

}  // namespace nicvs::oracle
