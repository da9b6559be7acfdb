// SPDX-License-Identifier: Apache-2.0
#include "host/health/nanny.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace nicvs::health {
namespace {

constexpr std::int64_t kAdjustPeriod_s = 20;
constexpr std::int32_t kMaxScale = 10;  // nanny's --scale
// The first weight of a server that comes up is 1/32 of its own.
constexpr unsigned kSlowStartShift = 5;

std::int64_t at_least_one(std::int64_t count) { return std::max<std::int64_t>(1, count); }

}  // namespace

Nanny::Nanny(const config::Check& check, std::int32_t weight)
    : on_failure_(check.on_failure),
      configured_weight_(weight),
      needed_(check.reentry.count() / at_least_one(check.interval.count())),
      period_(at_least_one(kAdjustPeriod_s / at_least_one(check.interval.count()))),
      has_load_monitor_(check.load_monitor != "none" && !check.load_monitor.empty()),
      successes_(needed_) {}

Action Nanny::go_up() {
  state_ = State::Up;
  has_been_up_ = true;
  passes_ = 0;
  weight_ = configured_weight_ == 0 ? 0 : std::max(1, configured_weight_ >> kSlowStartShift);
  const ActionKind kind = is_in_table_ ? ActionKind::SetWeight : ActionKind::Add;
  is_in_table_ = true;
  return {kind, weight_};
}

Action Nanny::go_down() {
  const bool was_up = state_ == State::Up;
  state_ = State::Down;
  if (has_been_up_) successes_ = 0;
  if (!was_up) return {};
  if (on_failure_ == config::OnFailure::Quiesce) return {ActionKind::SetWeight, 0};
  is_in_table_ = false;
  return {ActionKind::Remove, 0};
}

Action Nanny::grow() {
  weight_ = weight_ > configured_weight_ / 2 ? configured_weight_ : 2 * weight_;
  return {ActionKind::SetWeight, weight_};
}

Action Nanny::observe(const ProbeResult& result) {
  wants_load_ = false;
  if (result.outcome == Outcome::Failure) return go_down();
  if (state_ != State::Up) return ++successes_ >= needed_ ? go_up() : Action{};
  if (++passes_ % period_ != 0) return {};
  if (weight_ < configured_weight_) return grow();
  wants_load_ = has_load_monitor_ && configured_weight_ > 0;
  return {};
}

Action Nanny::observe_load(double load) {
  if (state_ != State::Up || !std::isfinite(load) || weight_ < configured_weight_) return {};
  const double half = configured_weight_ / 2.0;
  const double wanted =
      load < 1 ? weight_ + half * std::cbrt(1 - load) : weight_ - half * std::cbrt(load - 1);
  const auto highest = static_cast<double>(configured_weight_) * kMaxScale;
  const auto next = static_cast<std::int32_t>(
      std::clamp(wanted, static_cast<double>(configured_weight_), std::min(highest, 2147483647.0)));
  if (std::abs(next - weight_) < at_least_one(configured_weight_ / 4)) return {};
  weight_ = next;
  return {ActionKind::SetWeight, weight_};
}

}  // namespace nicvs::health
