// SPDX-License-Identifier: Apache-2.0
// Whether the director defends itself: drop_entry, drop_packet and secure_tcp with their automatic
// modes (the kernel's update_defense_level).
//
//   defence.update(settings, free_pages);     // once a second, behind the closed gate
//   if (defence.rules() == dp::TcpRules::Secure) ...
//
// Modes: 0 off, 1 automatic and idle, 2 automatic and active, 3 always. update() itself moves a
// setting between 1 and 2 when free memory falls below amemthresh pages, or is back.
#pragma once

#include <chrono>
#include <cstdint>

#include "fallback/services/settings.hpp"
#include "nicvs/dp/conn_track.hpp"

namespace nicvs::soft {

class Defence {
 public:
  static constexpr std::chrono::seconds kPeriod{1};

  void update(Settings& settings, std::uint64_t free_pages);

  // Whether update() has anything to do as time goes by.
  static bool is_wanted(const SettingValues& settings) {
    return settings.drop_entry != 0 || settings.drop_packet != 0 || settings.secure_tcp != 0;
  }

  dp::TcpRules rules() const { return rules_; }
  bool drops_entries() const { return drops_entries_; }
  // Under the slow-path lock, for a packet that would open a conn: every drop_rate-th is to go.
  bool drops_packet() {
    if (drop_rate_ == 0 || --countdown_ > 0) return false;
    countdown_ = drop_rate_;
    return true;
  }

 private:
  dp::TcpRules rules_ = dp::TcpRules::Normal;
  bool drops_entries_ = false;
  int drop_rate_ = 0;  // 0: none goes
  int countdown_ = 0;
};

}  // namespace nicvs::soft
