// SPDX-License-Identifier: Apache-2.0
// Removal, trash and revival of dests.
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
namespace soft = nicvs::soft;

namespace {

// R1 with one active conn and 100 bytes, then removed.
struct RemovedDest : ServiceBench {
  soft::Dest* dest;
  RemovedDest() {
    add("rr");
    add_dests({5});
    dest = &r(1);
    table.bind(*dest, soft::ConnKind::Active);
    table.count_in(0, *dest, 100);
    table.advance(10s);
    REQUIRE(table.delete_dest(v, key(1)));
  }
  // Whether adding R1 again brings back the same object.
  bool is_revived_by_adding() {
    const auto before = dest->index;
    REQUIRE(table.add_dest(v, spec(1)));
    return r(1).active() == 1 && r(1).index == before;
  }
};

}  // namespace

TEST_CASE("a removed dest is out of its service but keeps its conns", "[dest]") {
  RemovedDest site;
  CHECK_FALSE(site.dest->is_available());
  CHECK(site.dest->active() == 1);
  CHECK(&site.table.dest(site.dest->index) == site.dest);
  CHECK(choices(site, 1) == "-");
  site.table.count_in(0, *site.dest, 1000);
  CHECK(site.table.total().counters.in_bytes == 100);
}

TEST_CASE("a dest is revived with its conns and counters", "[dest]") {
  RemovedDest site;
  site.table.advance(100'000s);  // a conn refers to it: it waits for ever
  REQUIRE(site.is_revived_by_adding());
  CHECK(site.r(1).weight == 1);
  CHECK(site.r(1).last_weight == 1);
  CHECK(site.table.dests(site.v)->front().statistics.counters.in_bytes == 100);
  CHECK(choices(site, 1) == "R1");
}

TEST_CASE("another service with the same dest does not revive it", "[dest]") {
  RemovedDest site;
  const nicvs::ServiceKey other = service_key("10.0.0.1", 81);
  REQUIRE(site.table.add_service({.key = other}));
  REQUIRE(site.table.add_dest(other, ServiceBench::spec(1)));
  CHECK(site.table.dests(other)->front().active_conns == 0);
}

TEST_CASE("a new service of the same key gets the conns but not the counters", "[dest]") {
  RemovedDest site;
  REQUIRE(site.table.delete_service(site.v));
  site.add("wlc");
  REQUIRE(site.is_revived_by_adding());
  CHECK(site.table.dests(site.v)->front().statistics.counters.in_bytes == 0);
}

TEST_CASE("deleting a service removes its dests", "[dest]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1, 1});
  soft::Dest& dest = bench.r(2);
  bench.table.bind(dest, soft::ConnKind::Inactive);
  SECTION("by delete") { REQUIRE(bench.table.delete_service(bench.v)); }
  SECTION("by flush") { bench.table.flush(); }
  CHECK_FALSE(dest.is_available());
  CHECK(dest.inactive() == 1);
}

TEST_CASE("the trash is looked at every 60 s and frees what was idle for 120 s", "[dest]") {
  RemovedDest site;  // removed at 10 s: scans at 70, 130, 190, 250 s
  struct Case {
    int unbound_at;
    int asked_at;
    bool is_kept;
  };
  const auto c = GENERATE(values<Case>({
      {10, 189, true},   // idle since the scan at 70
      {10, 190, false},  // 120 s later
      {69, 189, true},
      {70, 190, true},  // seen idle first at 130
      {70, 249, true},
      {70, 250, false},
  }));
  CAPTURE(c.unbound_at, c.asked_at);
  site.table.advance(std::chrono::seconds(c.unbound_at));
  const auto index = site.dest->index;
  site.table.unbind(*site.dest, soft::ConnKind::Active);
  site.table.advance(std::chrono::seconds(c.asked_at));
  REQUIRE(site.table.add_dest(site.v, ServiceBench::spec(1)));
  const bool is_kept = site.table.dests(site.v)->front().statistics.counters.in_bytes == 100;
  CHECK(is_kept == c.is_kept);
  CHECK(site.r(1).index == index);  // also a freed index is used again
}

TEST_CASE("each piece of timed work has its time", "[dest]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1});
  CHECK(bench.table.next_due() == 2s);
  bench.table.advance(57s);
  CHECK(bench.table.next_due() == 58s);
  REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(1)));
  bench.table.advance(116s);
  CHECK(bench.table.next_due() == 117s);  // the trash, 60 s after the removal
  bench.table.advance(117s);
  CHECK(bench.table.next_due() == 118s);
}

TEST_CASE("indices of freed dests are used again, those of living ones are stable", "[dest]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1, 1, 1});
  soft::Dest& stable = bench.r(3);
  const auto stable_index = stable.index;
  for (unsigned round = 0; round < 50; ++round) {
    REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(1)));
    bench.table.advance(soft::Time(1000s) * (round + 1));
    REQUIRE(bench.table.add_dest(bench.v, ServiceBench::spec(1)));
    CHECK(static_cast<unsigned>(bench.r(1).index) < 4);
  }
  CHECK(&bench.table.dest(stable_index) == &stable);
  CHECK(&bench.r(3) == &stable);
}
