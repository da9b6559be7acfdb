// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/defence.hpp"

namespace nicvs::soft {
namespace {

constexpr int kOff = 0;
constexpr int kIdle = 1;
constexpr int kActive = 2;
constexpr int kAlways = 3;

// The mode a second later.
int next_mode(int mode, bool is_short) {
  if (mode == kOff || mode == kAlways) return mode;
  return is_short ? kActive : kIdle;
}

}  // namespace

void Defence::update(Settings& settings, std::uint64_t free_pages) {
  const auto threshold = static_cast<std::int64_t>(settings.values().amemthresh);
  const auto free = static_cast<std::int64_t>(free_pages);
  const bool is_short = free < threshold;
  const int entry = next_mode(settings.values().drop_entry, is_short);
  const int packet = next_mode(settings.values().drop_packet, is_short);
  const int secure = next_mode(settings.values().secure_tcp, is_short);
  settings.set_defence(entry, packet, secure);
  drops_entries_ = entry >= kActive;
  rules_ = secure >= kActive ? dp::TcpRules::Secure : dp::TcpRules::Normal;
  if (packet == kAlways) {
    drop_rate_ = settings.values().am_droprate;
  } else if (packet == kActive) {
    drop_rate_ = countdown_ = static_cast<int>(threshold / (threshold - free));
  } else {
    drop_rate_ = 0;
  }
}

}  // namespace nicvs::soft
