// SPDX-License-Identifier: Apache-2.0
// Counters and the 2-second estimators.
#include <functional>

#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::soft::DestLine;
namespace soft = nicvs::soft;

namespace {

// The rates shown after each window, in which `load` was counted; `windows` of them.
std::vector<std::uint64_t> rates(unsigned windows,
                                 const std::function<void(DestLine&, unsigned)>& load,
                                 std::uint64_t nicvs::Rates::*shown) {
  DestLine line{};
  soft::Traffic traffic;
  std::vector<std::uint64_t> result;
  for (unsigned window = 0; window < windows; ++window) {
    load(line, window);
    traffic.estimate(line.counters());
    result.push_back(traffic.statistics(line.counters()).rates.*shown);
  }
  return result;
}

void count_conns(DestLine& line, unsigned conns) {
  for (unsigned i = 0; i < conns; ++i) line.count_conn();
}

using Values = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("T1: the rate approaches 1000 conns in 2 s as the kernel's does", "[statistics]") {
  CHECK(rates(
            10, [](DestLine& c, unsigned) { count_conns(c, 1000); }, &nicvs::Rates::conns) ==
        Values{125, 219, 289, 342, 381, 411, 433, 450, 462, 472});
}

TEST_CASE("a rate fades as the kernel's does", "[statistics]") {
  CHECK(rates(
            11, [](DestLine& c, unsigned w) { count_conns(c, w == 0 ? 1000 : 0); },
            &nicvs::Rates::conns) == Values{125, 94, 70, 53, 40, 30, 22, 17, 13, 9, 7});
}

TEST_CASE("byte rates have their own scale", "[statistics]") {
  CHECK(rates(
            4, [](DestLine& c, unsigned) { c.count_in(1'000'000); }, &nicvs::Rates::in_bytes) ==
        Values{125000, 218750, 289062, 341797});
}

TEST_CASE("one conn a window shows as 0, two as 1 in the end", "[statistics]") {
  CHECK(rates(
            50, [](DestLine& c, unsigned) { count_conns(c, 1); }, &nicvs::Rates::conns) ==
        Values(50, 0));
  CHECK(rates(
            4, [](DestLine& c, unsigned) { count_conns(c, 2); }, &nicvs::Rates::conns) ==
        Values{0, 0, 1, 1});
}

TEST_CASE("T3: conns and packets count at the dest, its service and the total", "[statistics]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1, 1});
  soft::Dest& dest = bench.r(1);
  bench.table.count_conn(0, dest);
  bench.table.count_in(0, dest, 60);
  bench.table.count_out(1, dest, 44);
  bench.table.count_in(1, bench.r(2), 1000);

  const auto dests = bench.table.dests(bench.v);
  const nicvs::Counters at_dest = dests->back().statistics.counters;
  CHECK(at_dest.conns == 1);
  CHECK(at_dest.in_packets == 1);
  CHECK(at_dest.in_bytes == 60);
  CHECK(at_dest.out_packets == 1);
  CHECK(at_dest.out_bytes == 44);
  const nicvs::Counters at_service = bench.table.service(bench.v)->statistics.counters;
  CHECK(at_service.in_packets == 2);
  CHECK(at_service.in_bytes == 1060);
  CHECK(bench.table.total().counters.in_bytes == 1060);
  CHECK(bench.table.total().counters.conns == 1);
}

TEST_CASE("what a removed dest carried stays with its service and the total", "[statistics]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1, 1});
  const auto service_bytes = [&] {
    return bench.table.service(bench.v)->statistics.counters.in_bytes;
  };
  bench.table.count_in(0, bench.r(1), 60);
  bench.table.count_in(1, bench.r(2), 1000);
  bench.table.bind(bench.r(1), soft::ConnKind::Active);  // so that it can come back
  soft::Dest& removed = bench.r(1);
  REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(1)));
  CHECK(service_bytes() == 1060);
  bench.table.count_in(0, removed, 7);
  CHECK(service_bytes() == 1060);

  SECTION("also once it is back, with its own counters") {
    REQUIRE(bench.table.add_dest(bench.v, ServiceBench::spec(1)));
    REQUIRE(&bench.r(1) == &removed);
    CHECK(service_bytes() == 1060);
    bench.table.count_in(1, bench.r(1), 100);
    CHECK(service_bytes() == 1160);
    CHECK(bench.table.dests(bench.v)->front().statistics.counters.in_bytes == 160);
    CHECK(bench.table.total().counters.in_bytes == 1160);
  }
  SECTION("but not with another service of the same key") {
    REQUIRE(bench.table.delete_service(bench.v));
    CHECK(bench.table.total().counters.in_bytes == 1060);
    bench.add("rr");
    REQUIRE(bench.table.add_dest(bench.v, ServiceBench::spec(1)));
    CHECK(service_bytes() == 0);
    CHECK(bench.table.dests(bench.v)->front().statistics.counters.in_bytes == 0);
    bench.table.count_in(1, bench.r(1), 100);
    CHECK(service_bytes() == 100);
    CHECK(bench.table.total().counters.in_bytes == 1160);
  }
}

TEST_CASE("a table grows with its dests and keeps what they counted", "[statistics]") {
  ServiceBench bench;
  bench.add("rr");
  for (std::uint32_t i = 0; i < 3000; ++i) {
    nicvs::DestSpec spec = ServiceBench::spec(1);
    spec.key.port = static_cast<std::uint16_t>(1000 + i);
    REQUIRE(bench.table.add_dest(bench.v, spec));
    bench.table.count_in(i % 2, *bench.table.find(bench.v)->find_dest(spec.key), i);
  }
  CHECK(bench.table.total().counters.in_bytes == 3000U * 2999 / 2);
  CHECK(bench.table.service(bench.v)->statistics.counters.in_packets == 3000);
}

TEST_CASE("T4: zeroed counters read 0 and count on, conns stay", "[statistics]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1});
  const nicvs::ServiceKey other = service_key("10.0.0.2", 80);
  REQUIRE(bench.table.add_service({.key = other}));
  REQUIRE(bench.table.add_dest(other, ServiceBench::spec(1)));
  soft::Dest& dest = bench.r(1);
  soft::Dest& other_dest = *bench.table.find(other)->find_dest(ServiceBench::key(1));
  bench.table.bind(dest, soft::ConnKind::Active);
  bench.table.count_in(0, dest, 60);
  bench.table.count_in(0, other_dest, 100);
  bench.table.advance(2s);

  SECTION("one service") {
    REQUIRE(bench.table.zero(&bench.v));
    CHECK(bench.table.service(other)->statistics.counters.in_bytes == 100);
    CHECK(bench.table.total().counters.in_bytes == 160);
  }
  SECTION("all") {
    REQUIRE(bench.table.zero(nullptr));
    CHECK(bench.table.service(other)->statistics.counters.in_bytes == 0);
    CHECK(bench.table.total().counters.in_bytes == 0);
  }
  const auto service = bench.table.service(bench.v);
  CHECK(service->statistics.counters.in_bytes == 0);
  CHECK(service->statistics.rates.in_bytes == 0);
  CHECK(bench.table.dests(bench.v)->front().statistics.counters.in_bytes == 0);
  CHECK(bench.table.dests(bench.v)->front().active_conns == 1);
  bench.table.count_in(0, dest, 7);
  CHECK(bench.table.service(bench.v)->statistics.counters.in_bytes == 7);
}

TEST_CASE("rates are estimated every 2 s while run_estimation is 1", "[statistics]") {
  ServiceBench bench;
  bench.add("rr");
  bench.add_dests({1});
  for (int i = 0; i < 1000; ++i) bench.table.count_conn(0, bench.r(1));
  const auto rate = [&] { return bench.table.service(bench.v)->statistics.rates.conns; };
  bench.table.advance(1999ms);
  CHECK(rate() == 0);
  bench.table.advance(2s);
  CHECK(rate() == 125);
  CHECK(bench.table.dests(bench.v)->front().statistics.rates.conns == 125);
  CHECK(bench.table.total().rates.conns == 125);
  bench.table.advance(6s);  // two windows at once
  CHECK(rate() == 70);
  REQUIRE(bench.settings.set("run_estimation", "0"));
  bench.table.advance(60s);
  CHECK(rate() == 70);
  REQUIRE(bench.settings.set("run_estimation", "1"));
  bench.table.advance(1'000'000s);
  CHECK(rate() == 0);
}
