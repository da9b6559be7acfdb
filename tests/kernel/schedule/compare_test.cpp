// SPDX-License-Identifier: Apache-2.0
// The comparing schedulers (lc wlc sed nq fo ovf), wrr, twos and thresholds by golden sequences.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "nicvs/dp/schedule.hpp"

namespace nicvs::test {
namespace {

using dp::DestLoad;
using dp::ScanRule;

// Dests by number; index 0 is R1. Schedulers walk them from the last, which was added last.
class Dests {
 public:
  explicit Dests(const std::vector<std::uint32_t>& weights) {
    for (const std::uint32_t weight : weights) {
      loads.push_back({weight, 0, 0, false});
    }
  }

  // The number of the chosen dest, 0 if there is none.
  unsigned choose(ScanRule rule) const {
    unsigned best = 0;
    for (auto number = static_cast<unsigned>(loads.size()); number > 0; --number) {
      const DestLoad& d = loads[number - 1];
      if (!dp::is_candidate(rule, d)) continue;
      if (dp::ends_scan(rule, d)) return number;
      if (best == 0 || dp::is_better(rule, loads[best - 1], d)) best = number;
    }
    return best;
  }

  // Choices of `count` conns that stay active.
  std::string choices(ScanRule rule, unsigned count) {
    std::string text;
    for (unsigned i = 0; i < count; ++i) {
      const unsigned number = choose(rule);
      text += std::to_string(number);
      if (number != 0) ++loads[number - 1].active;
    }
    return text;
  }

  std::vector<DestLoad> loads;
};

TEST_CASE("lc takes the least loaded, the first in the list on a tie", "[schedule][lc]") {
  CHECK(Dests({1, 1, 1}).choices(ScanRule::Lc, 6) == "321321");
  CHECK(Dests({1, 9, 0}).choices(ScanRule::Lc, 4) == "2121");
}

TEST_CASE("wlc takes the least load per weight", "[schedule][wlc]") {
  Dests dests({1, 2, 3});
  CHECK(dests.choices(ScanRule::Wlc, 12) == "321323321323");
  // Weight 0 never wins; among equals the first in the list does.
  dests.loads[2].weight = 0;
  dests.loads[1].active = 4;
  dests.loads[0].active = 2;
  CHECK(dests.choose(ScanRule::Wlc) == 2);
}

TEST_CASE("an active conn weighs as much as 257 inactive ones", "[schedule][wlc]") {
  Dests dests({1, 1});
  dests.loads[1].active = 1;
  dests.loads[0].inactive = 256;
  CHECK(dests.choose(ScanRule::Wlc) == 1);
  dests.loads[0].inactive = 257;
  CHECK(dests.choose(ScanRule::Wlc) == 2);
  CHECK(dp::overhead({1, 2, 3, false}) == 2 * 256 + 5);
}

TEST_CASE("sed minimises the expected delay", "[schedule][sed]") {
  CHECK(Dests({1, 2, 3}).choices(ScanRule::Sed, 12) == "323321323321");
}

TEST_CASE("nq never leaves a dest idle, then does as sed", "[schedule][nq]") {
  CHECK(Dests({1, 2, 3}).choices(ScanRule::Nq, 3) == "321");
  Dests dests({1, 2, 3});
  dests.loads[1].active = 5;
  dests.loads[2].active = 1;
  CHECK(dests.choose(ScanRule::Nq) == 1);
  dests.loads[0].active = 1;
  CHECK(dests.choose(ScanRule::Nq) == 3);
}

TEST_CASE("fo takes the highest weight that is usable", "[schedule][fo]") {
  Dests dests({1, 2, 3});
  CHECK(dests.choices(ScanRule::Fo, 4) == "3333");
  dests.loads[2].is_overloaded = true;
  CHECK(dests.choose(ScanRule::Fo) == 2);
  CHECK(Dests({5, 5, 1}).choose(ScanRule::Fo) == 2);
}

TEST_CASE("ovf overflows when a dest has more active conns than weight", "[schedule][ovf]") {
  Dests dests({1, 2, 3});
  dests.loads[2].active = 3;
  CHECK(dests.choose(ScanRule::Ovf) == 3);
  dests.loads[2].active = 4;
  CHECK(dests.choose(ScanRule::Ovf) == 2);
  dests.loads[1].active = 3;
  dests.loads[0].active = 2;
  CHECK(dests.choose(ScanRule::Ovf) == 0);
}

TEST_CASE("no rule takes a dest that is quiesced or overloaded", "[schedule]") {
  for (const ScanRule rule :
       {ScanRule::Lc, ScanRule::Wlc, ScanRule::Sed, ScanRule::Nq, ScanRule::Fo, ScanRule::Ovf}) {
    Dests dests({0, 1, 1});
    dests.loads[2].is_overloaded = true;
    CHECK(dests.choose(rule) == 2);
    dests.loads[1].weight = 0;
    CHECK(dests.choose(rule) == 0);
  }
}

TEST_CASE("products of large loads and weights do not overflow", "[schedule][wlc]") {
  Dests dests({0x7fffffff, 0x7ffffffe});
  dests.loads[0].active = (1u << 24) - 1;
  dests.loads[1].active = (1u << 24) - 1;
  CHECK(dests.choose(ScanRule::Wlc) == 1);
}

// wrr as its scheduler drives it: from the newest to the oldest, going on where it stopped.
std::string wrr_choices(const std::vector<std::uint32_t>& weights, dp::WrrRound round,
                        unsigned count) {
  const Dests dests(weights);
  std::string text;
  unsigned position = 0;
  while (text.size() < count) {
    if (position == weights.size()) {
      position = 0;
      round = dp::wrr_next_round(round);
    }
    const unsigned number = static_cast<unsigned>(weights.size()) - position;
    ++position;
    if (dp::wrr_takes(round, dests.loads[number - 1])) text += std::to_string(number);
  }
  return text;
}

TEST_CASE("wrr gives the sequences of the specification", "[schedule][wrr]") {
  CHECK(wrr_choices({1, 2, 3}, {1, 1, 3}, 12) == "321332321332");
  CHECK(wrr_choices({3, 2, 1}, {1, 1, 3}, 12) == "321121321121");
  CHECK(wrr_choices({4, 3, 2}, {1, 1, 4}, 18) == "321121321321121321");
  CHECK(wrr_choices({100, 200, 300}, {1, 100, 201}, 12) == "321332321332");
  CHECK(wrr_choices({1, 1, 0}, {1, 1, 1}, 4) == "2121");
}

TEST_CASE("wrr skips overloaded dests and takes nothing without weights", "[schedule][wrr]") {
  CHECK_FALSE(dp::wrr_takes({1, 1, 3}, {3, 0, 0, true}));
  CHECK_FALSE(dp::wrr_takes({0, 1, 0}, {0, 0, 0, false}));
  CHECK(dp::wrr_next_round({1, 1, 3}).current == 3);
  CHECK(dp::wrr_next_round({201, 100, 201}).current == 101);
}

// The dest at which a draw arrives, walking from the newest; 0 if at none.
unsigned twos_arrival(const Dests& dests, std::int64_t draw) {
  for (auto number = static_cast<unsigned>(dests.loads.size()); number > 0; --number) {
    draw = dp::twos_step(draw, dests.loads[number - 1]);
    if (dp::twos_arrives(draw, dests.loads[number - 1])) return number;
  }
  return 0;
}

TEST_CASE("twos draws by weight and keeps the less loaded of two", "[schedule][twos]") {
  Dests dests({1, 2, 3});
  // 0 and 1..3 fall on R3, 4..5 on R2, 6 on R1.
  const std::string expected = "3333221";
  for (std::size_t draw = 0; draw < expected.size(); ++draw) {
    CHECK(std::to_string(twos_arrival(dests, static_cast<std::int64_t>(draw))) ==
          std::string(1, expected[draw]));
  }
  dests.loads[2].is_overloaded = true;
  CHECK(twos_arrival(dests, 0) == 2);
  CHECK(twos_arrival(dests, 3) == 1);

  CHECK(dp::twos_prefers_second({1, 2, 0, false}, {1, 1, 0, false}));
  CHECK_FALSE(dp::twos_prefers_second({1, 1, 0, false}, {1, 1, 0, false}));
  CHECK_FALSE(dp::twos_prefers_second({2, 2, 0, false}, {1, 1, 0, false}));
}

TEST_CASE("lblc leaves a busy dest only for one that is half idle", "[schedule][lblc]") {
  CHECK_FALSE(dp::is_too_busy({3, 3, 9, false}));
  CHECK(dp::is_too_busy({3, 4, 0, false}));
  CHECK(dp::is_half_idle({3, 1, 9, false}));
  CHECK_FALSE(dp::is_half_idle({4, 2, 0, false}));
}

TEST_CASE("thresholds set and clear OVERLOAD", "[schedule][threshold]") {
  SECTION("without a lower threshold three quarters of the upper one clear it") {
    CHECK_FALSE(dp::is_overloaded_after_bind(false, 10, 9));
    CHECK(dp::is_overloaded_after_bind(false, 10, 10));
    CHECK(dp::is_overloaded_after_bind(false, 10, 11));
    CHECK(dp::is_overloaded_after_unbind(true, 10, 0, 9));
    CHECK(dp::is_overloaded_after_unbind(true, 10, 0, 8));
    CHECK_FALSE(dp::is_overloaded_after_unbind(true, 10, 0, 7));
    CHECK_FALSE(dp::is_overloaded_after_unbind(true, 2, 0, 1));
  }
  SECTION("a lower threshold clears it when conns are below it") {
    CHECK(dp::is_overloaded_after_unbind(true, 10, 4, 4));
    CHECK_FALSE(dp::is_overloaded_after_unbind(true, 10, 4, 3));
  }
  SECTION("no threshold, no flag") {
    CHECK_FALSE(dp::is_overloaded_after_bind(false, 0, 1000000));
    CHECK_FALSE(dp::is_overloaded_after_unbind(true, 0, 0, 5));
  }
  SECTION("an unbind never sets it") {
    CHECK_FALSE(dp::is_overloaded_after_unbind(false, 10, 0, 10));
  }
  SECTION("only raising or removing the upper threshold clears it at once") {
    CHECK_FALSE(dp::is_overloaded_after_edit(true, 10, 11));
    CHECK_FALSE(dp::is_overloaded_after_edit(true, 10, 0));
    CHECK(dp::is_overloaded_after_edit(true, 10, 10));
    CHECK(dp::is_overloaded_after_edit(true, 10, 9));
    CHECK_FALSE(dp::is_overloaded_after_edit(false, 10, 1));
  }
  SECTION("three quarters, for every upper threshold") {
    for (std::uint32_t upper = 1; upper < 1000; ++upper) {
      for (std::uint32_t conns = 0; conns <= upper; ++conns) {
        REQUIRE(dp::is_overloaded_after_unbind(true, upper, 0, conns) == (conns * 4 >= upper * 3));
      }
    }
  }
}

}  // namespace
}  // namespace nicvs::test
