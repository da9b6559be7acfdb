// SPDX-License-Identifier: Apache-2.0
// One JSON object a line for everything that happened; expectations are ignored.
#pragma once

#include <ostream>

#include "fallback/replay/report.hpp"

namespace nicvs::replay {

class JsonReport : public Report {
 public:
  explicit JsonReport(std::ostream& out) : out_(out) {}

  void event(const Event& event) override;
  Status expect(const Expectation&, const Director&) override { return {}; }
  void end() override {}

 private:
  std::ostream& out_;
};

}  // namespace nicvs::replay
