// SPDX-License-Identifier: Apache-2.0
// The manual's table of reasons against the one list of reasons.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "nicvs/dp/verdict.hpp"

namespace {

using nicvs::dp::Verdict;

std::string words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Forward:
      return "forward";
    case Verdict::PassToHost:
      return "pass to host";
    case Verdict::Drop:
      return "drop";
    case Verdict::Keep:
      return "keep";
  }
  return {};
}

std::string operations_manual() {
  std::ifstream file(NICVS_SOURCE_DIR "/docs/OPERATIONS.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the manual explains every reason in the words of the code", "[docs][verdict]") {
  const std::string manual = operations_manual();
  REQUIRE_FALSE(manual.empty());
  for (const auto& text : nicvs::dp::kReasonText) {
    if (text.reason == nicvs::dp::Reason::None) continue;
    const std::string row = std::string("| `") + text.word + "` | " + words_of(text.verdict) +
                            " | " + text.sentence + " |";
    INFO("docs/OPERATIONS.md lacks the row: " << row);
    CHECK(manual.find(row) != std::string::npos);
  }
}
