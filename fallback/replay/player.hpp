// SPDX-License-Identifier: Apache-2.0
// Plays the lines of a scenario on a director and tells a report what happened.
#pragma once

#include <string>
#include <vector>

#include "fallback/replay/report.hpp"
#include "fallback/replay/scenario.hpp"

namespace nicvs::replay {

class Player {
 public:
  // Both must outlive the player.
  Player(Director& director, Report& report) : director_(director), report_(report) {}

  // Stops at the first wrong line: "NAME:LINE: what was expected".
  Status play(const std::vector<ScenarioLine>& lines, const std::string& name);

 private:
  using Words = std::vector<std::string>;
  struct Entry;
  static const std::vector<Entry>& entries();

  Status play_line(const ScenarioLine& line);
  Status port(const ScenarioLine& line, const Words& words);
  Status addr(const ScenarioLine& line, const Words& words);
  Status arp(const ScenarioLine& line, const Words& words);
  Status route(const ScenarioLine& line, const Words& words);
  Status set(const ScenarioLine& line, const Words& words);
  Status mark(const ScenarioLine& line, const Words& words);
  Status ipvs(const ScenarioLine& line, const Words& words);
  Status tx(const ScenarioLine& line, const Words& words);
  Status send(const ScenarioLine& line, const Words& words);
  Status adv(const ScenarioLine& line, const Words& words);
  Status at(const ScenarioLine& line, const Words& words);
  Status conns(const ScenarioLine& line, const Words& words);
  Status list(const ScenarioLine& line, const Words& words);
  Status expect(const ScenarioLine& line, const Words& words);

  Status arrive(const ScenarioLine& line, const std::string& port, Bytes frame, std::string label);
  Status pass_time(const ScenarioLine& line, soft::Time until);

  Director& director_;
  Report& report_;
};

}  // namespace nicvs::replay
