// SPDX-License-Identifier: Apache-2.0
// lblc and lblcr: what they remember for a destination address, and what they forget.
#include "fallback/services/schedulers/locality.hpp"
#include "fallback/services/schedulers/replicated_locality.hpp"
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
namespace soft = nicvs::soft;

namespace {

std::string choice(ServiceBench& bench, soft::Time now = 0s,
                   const std::string& destination = "203.0.113.9") {
  return name_of(bench.table.find(bench.v)->schedule(flow(destination), now));
}

nicvs::dp::FlowKey to_destination(std::uint32_t number) {
  nicvs::dp::FlowKey key = flow();
  key.dst = nicvs::dp::ipv4_address(0xcb000000 + number);
  return key;
}

}  // namespace

TEST_CASE("a destination stays with its dest although others are idle", "[lblc]") {
  const std::string scheduler = GENERATE(as<std::string>{}, "lblc", "lblcr");
  ServiceBench bench;
  bench.add(scheduler);
  bench.add_dests({4, 4});
  CHECK(choice(bench) == "R2");
  bench.r(2).active_conns = 4;
  CHECK(choice(bench) == "R2");
  CHECK(choice(bench, 0s, "203.0.113.10") == "R1");
}

TEST_CASE("S20: a destination leaves a busy dest while another one is half idle", "[lblc]") {
  const std::string scheduler = GENERATE(as<std::string>{}, "lblc", "lblcr");
  ServiceBench bench;
  bench.add(scheduler);
  bench.add_dests({4, 4});
  CHECK(choice(bench) == "R2");
  bench.r(2).active_conns = 5;
  bench.r(1).active_conns = 2;
  CHECK(choice(bench) == "R2");  // 2 * 2 is not below 4
  bench.r(1).active_conns = 1;
  CHECK(choice(bench) == "R1");
  bench.r(2).active_conns = 0;
  CHECK(choice(bench) == (scheduler == "lblc" ? "R1" : "R2"));  // lblcr knows both by now
}

TEST_CASE("lblc does not look at thresholds of the remembered dest, lblcr does", "[lblc]") {
  const std::string scheduler = GENERATE(as<std::string>{}, "lblc", "lblcr");
  ServiceBench bench;
  bench.add(scheduler);
  bench.add_dests({1, 1});
  CHECK(choice(bench) == "R2");
  bench.r(2).is_overloaded = true;
  CHECK(choice(bench) == (scheduler == "lblc" ? "R2" : "R1"));
}

TEST_CASE("a quiesced or removed dest is replaced, a revived one remembered", "[lblc]") {
  ServiceBench bench;
  bench.add("lblc");
  bench.add_dests({1, 1});
  CHECK(choice(bench) == "R2");
  SECTION("quiesced") {
    bench.set_weight(2, 0);
    CHECK(choice(bench) == "R1");
    bench.set_weight(2, 1);
    CHECK(choice(bench) == "R1");
  }
  SECTION("removed and asked for") {
    REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(2)));
    CHECK(choice(bench) == "R1");
  }
  SECTION("removed and revived") {
    REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(2)));
    bench.table.advance(1000s);  // the cache refers to it, so the trash keeps it
    REQUIRE(bench.table.add_dest(bench.v, ServiceBench::spec(2)));
    bench.r(2).active_conns = 1;
    CHECK(choice(bench) == "R2");
  }
  SECTION("no dest is left") {
    bench.set_weight(1, 0);
    bench.set_weight(2, 0);
    CHECK(choice(bench) == "-");
  }
}

TEST_CASE("a set of lblcr that has not changed for long loses its most loaded member", "[lblc]") {
  ServiceBench bench;
  REQUIRE(bench.settings.set("lblcr_expiration", "100"));
  bench.add("lblcr");
  bench.add_dests({4, 4});
  CHECK(choice(bench) == "R2");
  bench.r(2).active_conns = 5;
  CHECK(choice(bench, 10s) == "R1");  // the set is R2, R1 since second 10
  CHECK(choice(bench, 110s) == "R1");
  bench.r(2).active_conns = 1;
  bench.r(1).active_conns = 3;
  CHECK(choice(bench, 110s) == "R2");
  CHECK(choice(bench, 111s) == "R2");  // R1 is dropped here
  bench.r(1).active_conns = 0;
  CHECK(choice(bench, 112s) == "R2");
}

TEST_CASE("deleting a service lets go of the dests that its cache remembers", "[lblc]") {
  const std::string scheduler = GENERATE(as<std::string>{}, "lblc", "lblcr");
  ServiceBench bench;
  bench.add(scheduler);
  bench.add_dests({1});
  choice(bench);
  soft::Dest& dest = bench.r(1);
  CHECK(dest.is_referenced());
  REQUIRE(bench.table.delete_service(bench.v));
  CHECK_FALSE(dest.is_referenced());
}

TEST_CASE("each 30th collection forgets destinations idle for the expiration time", "[lblc]") {
  soft::Settings settings;
  REQUIRE(settings.set("lblc_expiration", "1000"));
  soft::Dest dest;
  dest.weight = 1;
  soft::DestList dests;
  dests.push_front(dest);
  soft::Locality scheduler(settings);
  scheduler.choose(dests, {to_destination(1), 0, 0s});
  scheduler.choose(dests, {to_destination(2), 0, 1000s});
  for (int run = 1; run < 30; ++run) scheduler.collect_garbage(run * 60s);
  CHECK(scheduler.cache_size() == 2);
  scheduler.collect_garbage(1800s);
  CHECK(scheduler.cache_size() == 1);
  CHECK(dest.cache_references == 1);
}

TEST_CASE("a cache above 16384 entries forgets some that are idle for 6 minutes", "[lblc]") {
  soft::Settings settings;
  soft::Dest dest;
  dest.weight = 1;
  soft::DestList dests;
  dests.push_front(dest);
  soft::ReplicatedLocality scheduler(settings);
  const std::uint32_t destinations = GENERATE(16384U, 16984U, 60000U);
  for (std::uint32_t i = 0; i < destinations; ++i) {
    scheduler.choose(dests, {to_destination(i), 0, 0s});
  }
  REQUIRE(scheduler.cache_size() == destinations);
  scheduler.collect_garbage(359s);
  CHECK(scheduler.cache_size() == destinations);
  scheduler.collect_garbage(360s);
  // 4/3 of the excess, at most 8192, and the rest of the bucket where that is reached.
  const std::size_t dropped = destinations - scheduler.cache_size();
  const std::size_t goal = destinations == 16384 ? 0 : destinations == 16984 ? 800 : 8192;
  CHECK(dropped >= goal);
  CHECK(dropped < goal + (goal == 0 ? 1 : 100));
  CHECK(dest.cache_references == scheduler.cache_size());
}
