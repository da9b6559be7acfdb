// SPDX-License-Identifier: Apache-2.0
// The table's work that time causes: estimators, the trash, the schedulers' garbage.
#include <algorithm>

#include "fallback/services/service_table.hpp"

namespace nicvs::soft {
namespace {

// After so many windows without traffic every rate is 0, so that more change nothing.
constexpr std::int64_t kMaxEstimateWindows = 200;
// A scheduler's garbage collection looks at all of its cache at least every 30th time.
constexpr std::int64_t kMaxCollections = 30;

// How many periods have ended by `now`, the first at `next`, which moves behind `now`.
std::int64_t take_due(Time& next, Time period, Time now) {
  if (now < next) return 0;
  const std::int64_t periods = (now - next) / period + 1;
  next += periods * period;
  return periods;
}

}  // namespace

void ServiceTable::advance(Time now) {
  now_ = std::max(now_, now);
  estimate_due(now);
  scan_trash_due(now);
  collect_due(now);
}

Time ServiceTable::next_due() const {
  return std::min({next_estimate_, next_collect_, store_.next_scan()});
}

void ServiceTable::estimate_due(Time now) {
  const std::int64_t windows = take_due(next_estimate_, kEstimatePeriod, now);
  if (settings_.values().run_estimation == 0) return;
  for (std::int64_t i = 0; i < std::min(windows, kMaxEstimateWindows); ++i) {
    for (const auto& service : services_) {
      for (Dest& dest : service->dests()) dest.traffic.estimate(lines_.sum(dest.index));
      service->traffic_.estimate(service->carried(lines_));
    }
    total_.estimate(carried());
  }
}

void ServiceTable::scan_trash_due(Time now) {
  while (store_.next_scan() <= now) {
    store_.scan_trash(store_.next_scan(),
                      [this](StoredDest& stored) { forget_nat_endpoint(stored); });
  }
}

void ServiceTable::collect_due(Time now) {
  const Time first = next_collect_;
  const std::int64_t periods = take_due(next_collect_, kCollectPeriod, now);
  for (std::int64_t i = std::max<std::int64_t>(0, periods - kMaxCollections); i < periods; ++i) {
    for (const auto& service : services_) {
      service->scheduler_->collect_garbage(first + i * kCollectPeriod);
    }
  }
}

}  // namespace nicvs::soft
