// SPDX-License-Identifier: Apache-2.0
// The schedulers by the names that ipvsadm and the kernel use.
#include <algorithm>
#include <array>

#include "fallback/services/schedulers/dest_scan.hpp"
#include "fallback/services/schedulers/destination_hash.hpp"
#include "fallback/services/schedulers/locality.hpp"
#include "fallback/services/schedulers/maglev.hpp"
#include "fallback/services/schedulers/never.hpp"
#include "fallback/services/schedulers/replicated_locality.hpp"
#include "fallback/services/schedulers/round_robin.hpp"
#include "fallback/services/schedulers/source_hash.hpp"
#include "fallback/services/schedulers/two_choices.hpp"
#include "fallback/services/schedulers/weighted_round_robin.hpp"

namespace nicvs::soft {
namespace {

using Made = std::unique_ptr<Scheduler>;
using Environment = SchedulerEnvironment;

template <class Kind>
Made plain(const Environment&) {
  return std::make_unique<Kind>();
}

template <class Kind>
Made with_settings(const Environment& environment) {
  return std::make_unique<Kind>(environment.settings);
}

template <dp::ScanRule rule>
Made scan(const Environment&) {
  return std::make_unique<DestScan>(rule);
}

Made maglev(const Environment& environment) { return std::make_unique<Maglev>(environment.family); }

Made two_choices(const Environment& environment) {
  return std::make_unique<TwoChoices>(environment.random);
}

struct Entry {
  std::string_view name;
  Made (*make)(const Environment&);
};

constexpr std::array kSchedulers = {
    Entry{"rr", plain<RoundRobin>},
    Entry{"wrr", plain<WeightedRoundRobin>},
    Entry{"lc", scan<dp::ScanRule::Lc>},
    Entry{"wlc", scan<dp::ScanRule::Wlc>},
    Entry{"sed", scan<dp::ScanRule::Sed>},
    Entry{"nq", scan<dp::ScanRule::Nq>},
    Entry{"fo", scan<dp::ScanRule::Fo>},
    Entry{"ovf", scan<dp::ScanRule::Ovf>},
    Entry{"dh", plain<DestinationHash>},
    Entry{"sh", plain<SourceHash>},
    Entry{"mh", maglev},
    Entry{"lblc", with_settings<Locality>},
    Entry{"lblcr", with_settings<ReplicatedLocality>},
    Entry{"twos", two_choices},
    Entry{"none", plain<Never>},
};

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(std::string_view name,
                                          const SchedulerEnvironment& environment) {
  const auto* entry = std::ranges::find(kSchedulers, name, &Entry::name);
  return entry != kSchedulers.end() ? entry->make(environment) : nullptr;
}

}  // namespace nicvs::soft
