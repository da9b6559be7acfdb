// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/timeouts.hpp"

#include <array>
#include <cerrno>
#include <string>

namespace nicvs::soft {
namespace {

struct NamedTimeout {
  const char* name;
  std::uint32_t Timeouts::*seconds;
};

constexpr std::array kTimeouts = {NamedTimeout{"tcp", &Timeouts::tcp},
                                  NamedTimeout{"tcpfin", &Timeouts::tcp_fin},
                                  NamedTimeout{"udp", &Timeouts::udp}};

}  // namespace

Status change_timeouts(Timeouts& current, const Timeouts& wanted) {
  for (const NamedTimeout& timeout : kTimeouts) {
    if (wanted.*timeout.seconds <= kMaxTimeout_s) continue;
    return Error{EINVAL, std::string("timeout ") + timeout.name + ": " +
                             std::to_string(wanted.*timeout.seconds) + " s, expected 0.." +
                             std::to_string(kMaxTimeout_s)};
  }
  for (const NamedTimeout& timeout : kTimeouts) {
    if (wanted.*timeout.seconds != 0) current.*timeout.seconds = wanted.*timeout.seconds;
  }
  return {};
}

}  // namespace nicvs::soft
