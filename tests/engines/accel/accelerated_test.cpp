// SPDX-License-Identifier: Apache-2.0
// What an accelerator takes off the engine, what it leaves, and what the engine knows of it.
#include <catch2/catch.hpp>

#include "tests/engines/accel/accelerated_lab.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;
using dp::Verdict;

const soft::EngineOptions kOptions{.conn_capacity = 1024, .hash_key = {1, 2}, .random_seed = 1};
const std::string kFromClient = "ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 ";
const std::string kFromDest = "ip 192.168.1.1 > 192.0.2.1 / tcp 8080 > 40000 ";

void establish(AcceleratedLab& lab) {
  lab.pass(kFromClient + "S");
  lab.pass(kFromDest + "SA", kDestPort);
  lab.pass(kFromClient + "A");
}

struct NatLab : AcceleratedLab {
  NatLab() : AcceleratedLab(kOptions) {
    nat("10.0.0.1:80", {"192.168.1.1:8080"});
    establish(*this);
  }
  // How many of n packets of the established conn the accelerator takes.
  std::uint64_t taken_of(unsigned n) {
    const std::uint64_t before = taken();
    for (unsigned i = 0; i < n; ++i) {
      REQUIRE(pass(kFromClient + "A").verdict == Verdict::Forward);
      REQUIRE(pass(kFromDest + "A", kDestPort).verdict == Verdict::Forward);
    }
    return taken() - before;
  }
  ConnInfo conn() const { return conns().at(0); }
};

TEST_CASE("an established conn is forwarded without the engine, both ways", "[accel]") {
  NatLab lab;
  CHECK(lab.installed() == 1);
  CHECK(lab.taken_of(10) == 20);
  lab.pass(kFromClient + "A");
  CHECK(lab.last.port == kDestPort);
  CHECK(lab.last_text() ==
        "eth 02:00:00:00:00:02 > 02:00:00:00:01:01 / "
        "ip 192.0.2.1 > 192.168.1.1 id 0x0000 ttl 63 / tcp 40000 > 8080 A seq 1 ack 0 win 65535");
}

TEST_CASE("packets that the engine never saw are in statistics and reasons", "[accel]") {
  NatLab lab;
  lab.taken_of(10);
  const DestInfo dest = lab.dests(service_key("10.0.0.1:80")).front();
  CHECK(dest.statistics.counters.in_packets == 12);
  CHECK(dest.statistics.counters.out_packets == 11);
  CHECK(dest.statistics.counters.in_bytes == 12 * 40);
  CHECK(lab.frames_with(dp::Reason::None) == 23);
}

TEST_CASE("a conn whose packets the engine never sees does not expire", "[accel]") {
  NatLab lab;
  lab.wait(899s);
  CHECK(lab.taken_of(1) == 2);
  lab.wait(899s);
  CHECK(lab.conn().expires_in_s == 1);
  lab.wait(2s);
  CHECK(lab.conns().empty());
  CHECK(lab.installed() == 0);
}

TEST_CASE("a packet that changes the state is the engine's, and its conn goes on", "[accel]") {
  NatLab lab;
  const std::uint64_t before = lab.taken();
  lab.pass(kFromClient + "FA");
  CHECK(lab.taken() == before);
  CHECK(lab.conn().state == "CLOSE_WAIT");
  CHECK(lab.taken_of(1) == 2);
  lab.pass(kFromClient + "R");
  CHECK(lab.conn().state == "CLOSE");
}

TEST_CASE("after a change that decisions depend on, the engine sees one packet", "[accel]") {
  NatLab lab;
  SECTION("a neighbour has another MAC") {
    lab.engine().set_neighbour({kDestPort, address("192.168.1.1"), {{2, 9, 9, 9, 9, 9}}});
    CHECK(lab.taken_of(2) == 3);
    lab.pass(kFromClient + "A");
    CHECK(lab.last.data[1] == 9);
  }
  SECTION("timeouts") {
    Lab::accept(lab.engine().set_timeouts({.tcp = 50}));
    CHECK(lab.taken_of(2) == 3);
    CHECK(lab.conn().expires_in_s == 50);
  }
  SECTION("a setting") {
    lab.set("expire_nodest_conn", "1");
    CHECK(lab.taken_of(2) == 3);
  }
  SECTION("news of a neighbour that are none change nothing") {
    lab.knows(kDestPort, "192.168.1.1");
    CHECK(lab.taken_of(2) == 4);
  }
}

TEST_CASE("conns of a removed dest are dropped as without an accelerator", "[accel]") {
  NatLab lab;
  Lab::accept(lab.engine().delete_dest(service_key("10.0.0.1:80"), endpoint("192.168.1.1:8080")));
  CHECK(lab.pass(kFromClient + "A").reason == dp::Reason::DestRemoved);
}

TEST_CASE("an accelerator without room leaves conns to the engine", "[accel]") {
  AcceleratedLab lab(kOptions, 4);
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  for (unsigned port = 1000; port < 1008; ++port) {
    const std::string from = "ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 80 ";
    lab.pass(from + "S");
    lab.pass(from + "A");
    CHECK(lab.pass(from + "A").verdict == Verdict::Forward);
  }
  CHECK(lab.installed() == 4);
  lab.wait(1000s);
  CHECK(lab.installed() == 0);
}

TEST_CASE("when the accelerator is lost, the engine goes on with every conn", "[accel]") {
  NatLab lab;
  lab.wait(600s);
  lab.taken_of(5);
  lab.lose();
  CHECK(lab.installed() == 0);
  CHECK(lab.taken_of(5) == 0);
  CHECK(lab.conn().expires_in_s == 900);
  CHECK(lab.dests(service_key("10.0.0.1:80")).front().statistics.counters.in_packets == 12);
}

TEST_CASE("one of two conns that share a reply key answers, accelerated or not", "[accel]") {
  AcceleratedLab lab(kOptions);
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.nat("10.0.0.2:80", {"192.168.1.1:8080"});
  establish(lab);
  lab.pass(kFromDest + "A", kDestPort);
  CHECK(lab.last_text().find("ip 10.0.0.1 >") != std::string::npos);
  lab.pass("ip 192.0.2.1 > 10.0.0.2 / tcp 40000 > 80 S");
  for (unsigned i = 0; i < 3; ++i) {
    lab.pass(kFromDest + "A", kDestPort);
    CHECK(lab.last_text().find("ip 10.0.0.2 >") != std::string::npos);
  }
}

}  // namespace
}  // namespace nicvs::test
