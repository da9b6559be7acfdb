// SPDX-License-Identifier: Apache-2.0
// The state of one server as piranha's nanny keeps it: results in, actions on the table out.
//
//   Nanny nanny(check, 100);
//   nanny.observe(success("..."));   // {Add, 3}: the first success brings it up, slowly
//
// Pure: no I/O and no clock; every call is one test, check.interval apart.
#pragma once

#include <cstdint>

#include "host/config/desired.hpp"
#include "host/health/probe_result.hpp"

namespace nicvs::health {

enum class State : std::uint8_t { Unknown, Up, Down };

enum class ActionKind : std::uint8_t { None, Add, SetWeight, Remove };

struct Action {
  ActionKind kind = ActionKind::None;
  std::int32_t weight = 0;  // of Add and SetWeight; 0 = quiesced
  friend bool operator==(const Action&, const Action&) = default;
};

class Nanny {
 public:
  // weight: as configured. A server of weight 0 is kept in the table without new conns.
  Nanny(const config::Check& check, std::int32_t weight);

  // One failure takes a server down at once; reentry / interval successes in a row bring it back
  // (the very first time one is enough), with 1/32 of its weight, at least 1, which doubles every
  // 20 s. Both quotients of seconds are cut to whole tests, at least one.
  Action observe(const ProbeResult& result);

  // The last observe() asks for the server's load: every 20 s once it has its full weight, if a
  // load monitor is configured.
  bool wants_load() const { return wants_load_; }
  // The 1-minute load. Less than 1 raises the weight up to 10 times the configured one, more lowers
  // it again to that one, by half the configured weight times the cube root of the distance; cut to
  // a whole number. Changes of less than a quarter of the configured weight are left out.
  Action observe_load(double load);

  State state() const { return state_; }
  std::int32_t weight() const { return state_ == State::Up ? weight_ : 0; }

 private:
  Action go_up();
  Action go_down();
  Action grow();

  config::OnFailure on_failure_;
  std::int32_t configured_weight_;
  std::int64_t needed_;  // successes in a row to come back
  std::int64_t period_;  // tests between two adjustments
  bool has_load_monitor_;

  State state_ = State::Unknown;
  bool is_in_table_ = false;
  bool has_been_up_ = false;
  bool wants_load_ = false;
  std::int64_t successes_;   // in a row; begins as if it had already shown enough
  std::int64_t passes_ = 0;  // tests passed since it came up
  std::int32_t weight_ = 0;  // as last set
};

}  // namespace nicvs::health
