// SPDX-License-Identifier: Apache-2.0
// The automatic modes of drop_entry, drop_packet and secure_tcp, with memory as the test says.
#include <catch2/catch.hpp>

#include "fallback/engine/defence.hpp"
#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;
using soft::Defence;
using soft::Settings;

std::string modes_of(const Settings& settings) {
  const auto& v = settings.values();
  return std::to_string(v.drop_entry) + std::to_string(v.drop_packet) +
         std::to_string(v.secure_tcp);
}

TEST_CASE("modes follow the memory that is left", "[defence]") {
  struct Case {
    const char* mode;
    std::uint64_t free_pages;
    const char* next;
    bool is_active;
  };
  const auto c = GENERATE(values<Case>({
      {"0", 0, "000", false},
      {"1", 1023, "222", true},
      {"1", 1024, "111", false},
      {"2", 1023, "222", true},
      {"2", 1024, "111", false},
      {"3", 5000, "333", true},
  }));
  CAPTURE(c.mode, c.free_pages);
  Settings settings;
  for (const char* name : {"drop_entry", "drop_packet", "secure_tcp"}) {
    REQUIRE(settings.set(name, c.mode));
  }
  REQUIRE(settings.set("am_droprate", "1"));
  Defence defence;
  defence.update(settings, c.free_pages);
  CHECK(modes_of(settings) == c.next);
  CHECK(defence.drops_entries() == c.is_active);
  CHECK((defence.rules() == dp::TcpRules::Secure) == c.is_active);
  bool drops = false;
  for (int i = 0; i < 2000; ++i) drops |= defence.drops_packet();
  CHECK(drops == c.is_active);
}

unsigned dropped_of(Defence& defence, unsigned packets) {
  unsigned dropped = 0;
  for (unsigned i = 0; i < packets; ++i) dropped += defence.drops_packet();
  return dropped;
}

TEST_CASE("the rate of drop_packet grows as memory shrinks", "[defence]") {
  Settings settings;
  REQUIRE(settings.set("drop_packet", "1"));
  Defence defence;
  defence.update(settings, 0);
  CHECK(dropped_of(defence, 100) == 100);
  defence.update(settings, 512);
  CHECK(dropped_of(defence, 100) == 50);
  defence.update(settings, 960);
  CHECK(dropped_of(defence, 160) == 10);
}

TEST_CASE("am_droprate is the rate of mode 3, 0 drops nothing", "[defence]") {
  Settings settings;
  REQUIRE(settings.set("drop_packet", "3"));
  Defence defence;
  defence.update(settings, 5000);
  CHECK(dropped_of(defence, 100) == 10);
  REQUIRE(settings.set("am_droprate", "0"));
  defence.update(settings, 5000);
  CHECK(dropped_of(defence, 100) == 0);
}

TEST_CASE("the engine looks once a second", "[defence]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.set("drop_packet", "1");
  lab.wait(10s);
  const auto syn_is = [&](int port, dp::Verdict verdict) {
    const std::string text = "ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 80 S";
    CHECK(lab.send(text).verdict == verdict);
  };
  syn_is(1000, dp::Verdict::Forward);
  lab.engine().set_free_memory(0);
  syn_is(1001, dp::Verdict::Forward);
  lab.wait(1s);
  syn_is(1002, dp::Verdict::Drop);
  CHECK(lab.frames_with(dp::Reason::DropRate) == 1);
  lab.engine().set_free_memory(1 << 20);
  lab.wait(1s);
  syn_is(1003, dp::Verdict::Forward);
}

TEST_CASE("with too little memory half-open conns vanish", "[defence][drop_entry]") {
  Lab lab({.conn_capacity = 64, .hash_key = {1, 2}, .random_seed = 5});
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.set("drop_entry", "1");
  for (unsigned port = 1000; port < 1050; ++port) {
    lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 80 S");
  }
  lab.wait(20s);
  CHECK(lab.engine().info().conn_count == 50);
  lab.engine().set_free_memory(0);
  lab.wait(38s);
  CHECK(lab.engine().info().conn_count < 35);
}

}  // namespace
}  // namespace nicvs::test
