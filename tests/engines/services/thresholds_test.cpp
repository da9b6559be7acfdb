// SPDX-License-Identifier: Apache-2.0
// When a dest is overloaded, and how conns count.
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::soft::ConnKind;
namespace soft = nicvs::soft;

namespace {

struct Site : ServiceBench {
  Site(std::uint32_t upper, std::uint32_t lower) {
    add("wlc");
    add_dests({1});
    set_thresholds(upper, lower);
  }
  void set_thresholds(std::uint32_t upper, std::uint32_t lower) {
    nicvs::DestSpec changed = spec(1);
    changed.upper_threshold = upper;
    changed.lower_threshold = lower;
    REQUIRE(table.edit_dest(v, changed));
  }
  // New conns as a client would open them; those refused are not bound.
  unsigned open(unsigned conns) {
    unsigned accepted = 0;
    for (unsigned i = 0; i < conns; ++i) {
      soft::Dest* dest = table.find(v)->schedule(flow(), 0s);
      if (dest == nullptr) continue;
      table.bind(*dest, ConnKind::Inactive);
      ++accepted;
    }
    return accepted;
  }
  void close(unsigned conns) {
    for (unsigned i = 0; i < conns; ++i) table.unbind(r(1), ConnKind::Inactive);
  }
};

}  // namespace

TEST_CASE("C22: the conn above the upper threshold is refused until the total falls",
          "[threshold]") {
  Site site(2, 0);
  CHECK(site.open(3) == 2);
  site.close(1);
  CHECK(site.open(2) == 1);
}

TEST_CASE("an overloaded dest is chosen again below its lower threshold", "[threshold]") {
  struct Case {
    std::uint32_t upper;
    std::uint32_t lower;
    std::uint32_t overloaded_at;  // the smallest total that is still overloaded
  };
  const auto c = GENERATE(values<Case>({
      {10, 0, 8},  // C23: cleared at 7
      {10, 4, 4},
      {10, 10, 10},
      {100, 0, 75},
      {1, 0, 1},
  }));
  Site site(c.upper, c.lower);
  CHECK(site.open(c.upper + 3) == c.upper);
  site.close(c.upper - c.overloaded_at);
  CHECK(site.r(1).is_overloaded);
  CHECK(site.open(1) == 0);
  site.close(1);
  CHECK_FALSE(site.r(1).is_overloaded);
}

TEST_CASE("a lowered threshold takes effect with the next conn, a raised one at once",
          "[threshold]") {
  Site site(0, 0);
  CHECK(site.open(5) == 5);
  site.set_thresholds(3, 0);
  CHECK(site.open(2) == 1);
  site.set_thresholds(3, 0);
  CHECK(site.open(1) == 0);
  site.set_thresholds(4, 0);
  CHECK(site.open(2) == 1);
  site.set_thresholds(0, 0);
  CHECK(site.open(5) == 5);
}

TEST_CASE("templates count apart and not against the thresholds", "[threshold]") {
  Site site(2, 0);
  for (int i = 0; i < 5; ++i) site.table.bind(site.r(1), ConnKind::Template);
  CHECK_FALSE(site.r(1).is_overloaded);
  CHECK(site.table.dests(site.v)->front().persistent_conns == 5);
  CHECK(site.open(2) == 2);
  CHECK(site.table.dests(site.v)->front().persistent_conns == 5);
}

TEST_CASE("a conn counts as active or inactive", "[threshold]") {
  Site site(0, 0);
  soft::Dest& dest = site.r(1);
  site.table.bind(dest, ConnKind::Inactive);
  site.table.bind(dest, ConnKind::Active);
  soft::ServiceTable::activate(dest);
  CHECK(dest.active() == 2);
  CHECK(dest.inactive() == 0);
  soft::ServiceTable::deactivate(dest);
  CHECK(dest.active() == 1);
  CHECK(dest.inactive() == 1);
  site.table.unbind(dest, ConnKind::Active);
  site.table.unbind(dest, ConnKind::Inactive);
  CHECK_FALSE(dest.is_referenced());
}
