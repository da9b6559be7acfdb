// SPDX-License-Identifier: Apache-2.0
// What conns and templates go through beyond the scenarios: limits, removal, revival.
#include <catch2/catch.hpp>

#include <cerrno>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;
using dp::Reason;
using dp::Verdict;

std::string syn_from_port(unsigned port) {
  return "ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 80 S";
}

TEST_CASE("a full conn table refuses new conns and the old ones live on", "[engine]") {
  Lab lab({.conn_capacity = 64, .hash_key = {1, 2}});
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  for (unsigned i = 0; i < 64; ++i)
    REQUIRE(lab.send(syn_from_port(1000 + i)).reason == Reason::None);
  CHECK(lab.send(syn_from_port(2000)).reason == Reason::ConnTableFull);
  CHECK(lab.send(syn_from_port(2001)).reason == Reason::ConnTableFull);
  CHECK(lab.frames_with(Reason::ConnTableFull) == 2);
  CHECK(lab.engine().info().conn_count == 64);
  CHECK(lab.dests(service_key("10.0.0.1:80")).front().active_conns == 64);
  for (unsigned i = 0; i < 64; ++i) {
    CHECK(
        lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(1000 + i) + " > 80 A").reason ==
        Reason::None);
  }
  lab.wait(901s);
  CHECK(lab.engine().info().conn_count == 0);
  CHECK(lab.send(syn_from_port(2000)).reason == Reason::None);
}

TEST_CASE("a refused conn of a persistent service leaves its template free to expire", "[engine]") {
  Lab lab({.conn_capacity = 64, .hash_key = {1, 2}});
  ServiceSpec spec{.key = service_key("10.0.0.1:80"),
                   .scheduler = "rr",
                   .flags = service_flag::kPersistent,
                   .persistence_timeout = 100};
  lab.add(spec, {dest("192.168.1.1:8080")});
  for (unsigned i = 0; i < 70; ++i) lab.send(syn_from_port(1000 + i));
  CHECK(lab.engine().info().template_count == 1);
  lab.wait(61s);
  CHECK(lab.engine().info().conn_count == 0);
  CHECK(lab.engine().info().template_count == 1);
  lab.wait(40s);
  CHECK(lab.engine().info().template_count == 0);
  CHECK(lab.dests(spec.key).front().persistent_conns == 0);
}

TEST_CASE("a template outlives its conns in steps of a minute", "[engine]") {
  Lab lab;
  ServiceSpec spec{.key = service_key("10.0.0.1:80"),
                   .scheduler = "rr",
                   .flags = service_flag::kPersistent,
                   .persistence_timeout = 10};
  lab.add(spec, {dest("192.168.1.1:8080")});
  lab.send(syn_from_port(1000));
  lab.wait(59s);
  CHECK(lab.engine().info().template_count == 1);
  lab.wait(2s);  // the conn is over at 60 s, the template was put off from 10 s to 70 s
  CHECK(lab.engine().info().conn_count == 0);
  CHECK(lab.engine().info().template_count == 1);
  lab.wait(8s);
  CHECK(lab.engine().info().template_count == 1);
  lab.wait(1s);
  CHECK(lab.engine().info().template_count == 0);
}

TEST_CASE("a removed dest's conns wait, and go on when it returns", "[engine]") {
  Lab lab;
  const ServiceKey service = service_key("10.0.0.1:80");
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.send(syn_from_port(1000));
  const std::string ack = "ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 A";
  REQUIRE(lab.send(ack).reason == Reason::None);
  Lab::accept(lab.engine().delete_dest(service, endpoint("192.168.1.1:8080")));
  CHECK(lab.send(ack).reason == Reason::DestRemoved);
  lab.wait(10s);
  Lab::accept(lab.engine().add_dest(service, dest("192.168.1.1:8080")));
  CHECK(lab.send(ack).reason == Reason::None);
  const DestInfo info = lab.dests(service).front();
  CHECK(info.active_conns == 1);
  CHECK(info.statistics.counters.in_packets == 3);
}

TEST_CASE("with expire_nodest_conn conns and templates end with their dest", "[engine]") {
  Lab lab({.conn_capacity = 1 << 13, .hash_key = {1, 2}});
  lab.set("expire_nodest_conn", "1");
  const ServiceSpec spec{.key = service_key("10.0.0.1:80"),
                         .scheduler = "rr",
                         .flags = service_flag::kPersistent,
                         .persistence_timeout = 300};
  lab.add(spec, {dest("192.168.1.1:8080"), dest("192.168.1.2:8080")});
  for (unsigned client = 1; client <= 4; ++client) {
    for (unsigned port = 1000; port < 1600; ++port) {
      lab.send("ip 192.0.2." + std::to_string(client) + " > 10.0.0.1 / tcp " +
               std::to_string(port) + " > 80 S");
    }
  }
  REQUIRE(lab.engine().info().conn_count == 2400);
  REQUIRE(lab.engine().info().template_count == 4);
  Lab::accept(lab.engine().delete_dest(spec.key, endpoint("192.168.1.1:8080")));
  CHECK(lab.engine().info().conn_count == 1200);
  CHECK(lab.engine().info().template_count == 2);
  for (const ConnInfo& row : lab.conns()) CHECK(row.dest == address("192.168.1.2"));
  Lab::accept(lab.engine().delete_service(spec.key));
  CHECK(lab.engine().info().conn_count == 0);
  CHECK(lab.engine().info().template_count == 0);
}

TEST_CASE("conns of a deleted service end with their timers", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.nat("10.0.0.1:81", {"192.168.1.1:8080"});
  lab.send(syn_from_port(1000));
  Lab::accept(lab.engine().delete_service(service_key("10.0.0.1:80")));
  CHECK(lab.send(syn_from_port(1000)).reason == Reason::DestRemoved);
  CHECK(lab.engine().info().conn_count == 1);
  lab.wait(61s);
  CHECK(lab.engine().info().conn_count == 0);
}

TEST_CASE("without a service of its family even a packet of a conn passes to the host",
          "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.send(syn_from_port(1000));
  Lab::accept(lab.engine().delete_service(service_key("10.0.0.1:80")));
  CHECK(lab.send(syn_from_port(1000)).reason == Reason::NoService);
  CHECK(lab.engine().info().conn_count == 1);
}

TEST_CASE("one-packet scheduling stores no conn but counts each", "[engine]") {
  Lab lab;
  const ServiceKey service = service_key("10.0.0.1:53", Protocol::Udp);
  lab.add({.key = service, .scheduler = "rr", .flags = service_flag::kOnePacket},
          {dest("192.168.1.1:53"), dest("192.168.1.2:53")});
  for (int i = 0; i < 6; ++i) {
    REQUIRE(lab.send("ip 192.0.2.1 > 10.0.0.1 / udp 40000 > 53 / data x").reason == Reason::None);
    CHECK(lab.last_text().find(i % 2 == 0 ? "192.168.1.2" : "192.168.1.1") != std::string::npos);
  }
  CHECK(lab.conns().empty());
  CHECK(lab.engine().service(service)->statistics.counters.conns == 6);
  for (const DestInfo& info : lab.dests(service)) {
    CHECK(info.statistics.counters.conns == 3);
    CHECK(info.inactive_conns == 0);
  }
}

TEST_CASE("conns end at any uptime of the machine", "[engine]") {
  // The tick of 10 ms is half way round after 248 days.
  const auto uptime = GENERATE(0h, 24h, 24h * 248, 24h * 249, 24h * 400, 24h * 497, 24h * 500);
  CAPTURE(uptime.count());
  Lab lab;
  lab.now = uptime;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  const bool waits_first = GENERATE(false, true);
  if (waits_first) lab.wait(100ms);
  lab.send(syn_from_port(1000));
  CHECK(lab.conns().front().expires_in_s == 60);
  lab.wait(59s);
  CHECK(lab.engine().info().conn_count == 1);
  lab.wait(2s);
  CHECK(lab.engine().info().conn_count == 0);
}

TEST_CASE("conns end in process() when nobody calls advance()", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.send(syn_from_port(1000));
  lab.now += 61s;
  CHECK(lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 1000 > 80 A").reason == Reason::NoConn);
  CHECK(lab.engine().info().conn_count == 0);
}

TEST_CASE("an engine is not created beyond its limits", "[engine]") {
  CHECK(soft::SoftDataPlane::create({.conn_capacity = 63}).error().code == EINVAL);
  CHECK(soft::SoftDataPlane::create({.conn_capacity = (1u << 24) + 1}).error().code == EINVAL);
  CHECK(soft::SoftDataPlane::create({.workers = 0}).error().code == EINVAL);
  CHECK(soft::SoftDataPlane::create({.workers = 65}).error().code == EINVAL);
  for (const unsigned workers : {1u, 2u, 3u, 5u, 64u}) {
    const auto engine = soft::SoftDataPlane::create({.conn_capacity = 1000, .workers = workers});
    REQUIRE(engine);
    CHECK((*engine)->info().workers == workers);
    CHECK((*engine)->info().conn_capacity >= 1000);
  }
}

}  // namespace
}  // namespace nicvs::test
