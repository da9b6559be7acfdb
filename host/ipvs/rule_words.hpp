// SPDX-License-Identifier: Apache-2.0
// Words of a rule that the parser, the listing and the save format share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nicvs/service.hpp"

namespace nicvs::ipvs {

struct SchedFlagWord {
  std::string_view word;
  std::uint32_t flag;          // service_flag::kSched1..3
  std::string_view scheduler;  // the only scheduler it goes with; empty = any
};

// nullptr if the word is none.
const SchedFlagWord* find_sched_flag(std::string_view word);

// "sh-fallback,sh-port"; empty if no scheduler flag is set. Schedulers with names of their own for
// their flags have none for flag-3, so it is left out.
std::string sched_flags_text(const ServiceSpec& service);

// "255.255.255.0" or a prefix length; empty for a host mask or without persistence.
std::string mask_text(const ServiceSpec& service);

const char* tunnel_type_text(TunnelType type);

}  // namespace nicvs::ipvs
