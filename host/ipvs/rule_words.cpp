// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/rule_words.hpp"

#include <algorithm>
#include <array>

namespace nicvs::ipvs {
namespace {

using namespace service_flag;

constexpr std::array kSchedFlags = {
    SchedFlagWord{"sh-fallback", kSched1, "sh"}, SchedFlagWord{"sh-port", kSched2, "sh"},
    SchedFlagWord{"mh-fallback", kSched1, "mh"}, SchedFlagWord{"mh-port", kSched2, "mh"},
    SchedFlagWord{"flag-1", kSched1, ""},        SchedFlagWord{"flag-2", kSched2, ""},
    SchedFlagWord{"flag-3", kSched3, ""},
};

}  // namespace

const SchedFlagWord* find_sched_flag(std::string_view word) {
  const auto found = std::find_if(kSchedFlags.begin(), kSchedFlags.end(),
                                  [&](const SchedFlagWord& row) { return row.word == word; });
  return found == kSchedFlags.end() ? nullptr : &*found;
}

std::string sched_flags_text(const ServiceSpec& service) {
  const bool has_own_words = service.scheduler == "sh" || service.scheduler == "mh";
  const std::string_view wanted = has_own_words ? std::string_view(service.scheduler) : "";
  std::string text;
  for (const SchedFlagWord& row : kSchedFlags) {
    if (row.scheduler != wanted || (service.flags & row.flag) == 0) continue;
    if (!text.empty()) text += ',';
    text += row.word;
  }
  return text;
}

std::string mask_text(const ServiceSpec& service) {
  if ((service.flags & kPersistent) == 0) return "";
  if (service.key.family == Family::Ipv6) {
    return service.persistence_mask == 128 ? "" : std::to_string(service.persistence_mask);
  }
  return service.persistence_mask == 0xffffffff
             ? ""
             : IpAddress::v4(service.persistence_mask).to_string();
}

const char* tunnel_type_text(TunnelType type) {
  switch (type) {
    case TunnelType::Gue:
      return "gue";
    case TunnelType::Gre:
      return "gre";
    case TunnelType::IpIp:
      break;
  }
  return "ipip";
}

}  // namespace nicvs::ipvs
