// SPDX-License-Identifier: Apache-2.0
// What a player tells about the scenario it plays, command by command.
#pragma once

#include <string>
#include <vector>

#include "fallback/replay/director.hpp"

namespace nicvs::replay {

struct Event {
  enum class Kind { Command, Frame, Time, Conns, List };
  Kind kind = Kind::Command;
  unsigned line = 0;
  soft::Time time{0};
  std::string label;          // of Frame, Conns and List; may be empty
  std::string port;           // Frame: where it arrived
  Bytes frame;                // Frame: as it arrived
  std::vector<OutFrame> out;  // Frame and Time: what left
  std::string command;        // Command: the arguments
  CommandResult result;       // Command: all; Conns and List: the text
};

// A line that begins with "expect".
struct Expectation {
  unsigned line = 0;
  std::string command;             // "expect", "expect-conns", "expect-list"
  std::string rest;                // behind it
  std::vector<std::string> block;  // rows, with single blanks
};

class Report {
 public:
  virtual ~Report() = default;
  virtual void event(const Event& event) = 0;
  // An error means that the line itself is wrong, not that the expectation failed.
  virtual Status expect(const Expectation& expectation, const Director& director) = 0;
  virtual void end() = 0;
};

}  // namespace nicvs::replay
