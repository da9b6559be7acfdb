// SPDX-License-Identifier: Apache-2.0
// Compares what happened with a scenario's expectations and prints what failed, side by side.
#pragma once

#include <ostream>
#include <string>

#include "fallback/replay/report.hpp"

namespace nicvs::replay {

// Every `expect NAME ...` line takes the next frame that the last frame (or the last passing of
// time) caused. Once one line expects a frame, the frames that no line took are failures as well.
class CheckReport : public Report {
 public:
  CheckReport(std::ostream& out, std::string name) : out_(out), name_(std::move(name)) {}

  void event(const Event& event) override;
  Status expect(const Expectation& expectation, const Director& director) override;
  void end() override { check_all_taken(); }

  unsigned failures() const { return failures_; }
  unsigned checks() const { return checks_; }

 private:
  Status expect_frame(const Expectation& expectation, const Director& director);
  void expect_rows(const Expectation& expectation, const Event& listing);
  void compare(const Expectation& expectation, const std::string& port, const Layers& expected);
  void check_all_taken();
  void fail(unsigned line, const std::string& what);

  std::ostream& out_;
  std::string name_;
  Event frames_;   // the last frame or passing of time
  Event listing_;  // the last conns or list
  std::size_t taken_ = 0;
  bool is_expected_ = false;  // an expectation was given for frames_
  unsigned failures_ = 0;
  unsigned checks_ = 0;
};

}  // namespace nicvs::replay
