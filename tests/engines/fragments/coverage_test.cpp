// SPDX-License-Identifier: Apache-2.0
// Which pieces of a datagram are new, repeated or overlapping, against a byte-wise reference.
#include "fallback/fragments/coverage.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace nicvs::test {
namespace {

using soft::Coverage;
using Outcome = Coverage::Outcome;

struct Step {
  std::uint32_t offset;
  std::uint32_t end;
  Outcome outcome;
};

TEST_CASE("pieces are new, repeats or overlaps", "[fragments][coverage]") {
  struct Case {
    std::string name;
    std::vector<Step> steps;
  };
  const auto c = GENERATE(values<Case>({
      {"in order", {{0, 16, Outcome::New}, {16, 32, Outcome::New}, {32, 35, Outcome::New}}},
      {"a repeat", {{0, 16, Outcome::New}, {0, 16, Outcome::Duplicate}}},
      {"a part again", {{0, 32, Outcome::New}, {8, 16, Outcome::Duplicate}}},
      {"across pieces of one run",
       {{0, 16, Outcome::New}, {16, 32, Outcome::New}, {8, 24, Outcome::Duplicate}}},
      {"across the seam of two runs",
       {{16, 32, Outcome::New}, {0, 16, Outcome::New}, {8, 24, Outcome::Overlap}}},
      {"a filled gap is a run of its own",
       {{0, 16, Outcome::New},
        {32, 48, Outcome::New},
        {16, 32, Outcome::New},
        {8, 24, Outcome::Overlap}}},
      {"beyond the end", {{0, 16, Outcome::New}, {8, 24, Outcome::Overlap}}},
      {"before the begin", {{16, 32, Outcome::New}, {8, 24, Outcome::Overlap}}},
      {"around a piece", {{16, 24, Outcome::New}, {0, 48, Outcome::Overlap}}},
      {"the last bytes again", {{8, 13, Outcome::New}, {8, 13, Outcome::Duplicate}}},
      {"at the far end", {{65528, 131063, Outcome::New}, {65528, 65536, Outcome::Duplicate}}},
  }));
  INFO(c.name);
  const auto coverage = std::make_unique<Coverage>();
  std::uint32_t bytes = 0;
  for (const Step& step : c.steps) {
    INFO(step.offset << ".." << step.end);
    CHECK(static_cast<int>(coverage->add(step.offset, step.end)) == static_cast<int>(step.outcome));
    if (step.outcome == Outcome::New) bytes += step.end - step.offset;
    CHECK(coverage->bytes() == bytes);
  }
  coverage->clear();
  CHECK(coverage->bytes() == 0);
  CHECK(coverage->add(0, 8) == Outcome::New);
}

TEST_CASE("the places where pieces begin are found again", "[fragments][coverage]") {
  const auto coverage = std::make_unique<Coverage>();
  for (const auto& [offset, end] :
       {std::pair{800u, 1600u}, {0u, 24u}, {1600u, 1603u}, {24u, 800u}}) {
    CHECK(coverage->add(offset, end) == Outcome::New);
  }
  CHECK(coverage->next_piece(0, 1603) == 24);
  CHECK(coverage->next_piece(8, 1603) == 24);
  CHECK(coverage->next_piece(24, 1603) == 800);
  CHECK(coverage->next_piece(800, 1603) == 1600);
  CHECK(coverage->next_piece(1600, 1603) == 1603);
}

// The rule in its own words: runs as intervals.
class Reference {
 public:
  Outcome add(std::uint32_t offset, std::uint32_t end) {
    for (const auto& [begin, stop] : runs_) {
      if (begin <= offset && end <= stop) return Outcome::Duplicate;
      if (begin < end && offset < stop) return Outcome::Overlap;
    }
    if (!runs_.empty() && runs_.rbegin()->second == offset) {
      runs_.rbegin()->second = end;
    } else {
      runs_[offset] = end;
    }
    return Outcome::New;
  }

 private:
  std::map<std::uint32_t, std::uint32_t> runs_;
};

TEST_CASE("any pieces are judged as by the rule", "[fragments][coverage]") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto coverage = std::make_unique<Coverage>();
  for (int round = 0; round < 300; ++round) {
    coverage->clear();
    Reference reference;
    for (int piece = 0; piece < 30; ++piece) {
      const std::uint32_t offset = static_cast<std::uint32_t>(random() % 64) * 8;
      const std::uint32_t end = offset + (1 + static_cast<std::uint32_t>(random() % 20)) * 8;
      REQUIRE(static_cast<int>(coverage->add(offset, end)) ==
              static_cast<int>(reference.add(offset, end)));
    }
  }
}

}  // namespace
}  // namespace nicvs::test
