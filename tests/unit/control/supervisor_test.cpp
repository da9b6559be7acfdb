// SPDX-License-Identifier: Apache-2.0
// What health checks and reloads do to the table; probes are scripted and time is virtual.
#include "host/control/supervisor.hpp"

#include <spdlog/sinks/null_sink.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "host/ipvs/save.hpp"
#include "tests/unit/ipvs/memory_plane.hpp"

namespace {

using namespace nicvs;
using control::Clock;
using namespace std::chrono_literals;

// Notes every change, and refuses those it is told to refuse.
class WatchedPlane : public test::MemoryPlane {
 public:
  Status add_service(const ServiceSpec& spec) override {
    return note("A " + spec.key.to_string(), [&] { return MemoryPlane::add_service(spec); });
  }
  Status delete_service(const ServiceKey& key) override {
    return note("D " + key.to_string(), [&] { return MemoryPlane::delete_service(key); });
  }
  Status edit_service(const ServiceSpec& spec) override {
    return note("E " + spec.key.to_string(), [&] { return MemoryPlane::edit_service(spec); });
  }
  Status add_dest(const ServiceKey& service, const DestSpec& dest) override {
    return note("a " + text_of(dest), [&] { return MemoryPlane::add_dest(service, dest); });
  }
  Status edit_dest(const ServiceKey& service, const DestSpec& dest) override {
    return note("e " + text_of(dest), [&] { return MemoryPlane::edit_dest(service, dest); });
  }
  Status delete_dest(const ServiceKey& service, const DestKey& dest) override {
    return note("d " + dest.to_string(), [&] { return MemoryPlane::delete_dest(service, dest); });
  }

  std::vector<std::string> take_changes() { return std::exchange(changes_, {}); }
  bool refuses = false;

 private:
  static std::string text_of(const DestSpec& dest) {
    return dest.key.to_string() + " " + std::to_string(dest.weight);
  }
  template <class Change>
  Status note(std::string text, Change change) {
    if (refuses) return Error{ENOMEM, "no memory"};
    changes_.push_back(std::move(text));
    return change();
  }

  std::vector<std::string> changes_;
};

// Answers at once, as the script says for the server.
class ScriptedTester : public control::Tester {
 public:
  ScriptedTester(const std::set<std::string>& down, std::string server)
      : down_(down), server_(std::move(server)) {}
  void probe(std::function<void(health::ProbeResult)> done) override {
    done(down_.count(server_) != 0 ? health::failure("scripted failure")
                                   : health::success("scripted success"));
  }
  void fetch_load(std::function<void(std::optional<double>)> done) override { done(std::nullopt); }

 private:
  const std::set<std::string>& down_;
  std::string server_;
};

DestSpec dest(const std::string& address, std::int32_t weight = 1) {
  DestSpec spec;
  spec.key = {*IpAddress::parse(address), 80};
  spec.weight = weight;
  return spec;
}

config::VirtualService web(const std::vector<DestSpec>& dests) {
  config::VirtualService service;
  service.name = "web";
  service.spec.key.address = *IpAddress::parse("10.0.0.1");
  service.spec.key.port = 80;
  service.check.interval = 10s;
  service.check.reentry = 20s;
  for (const DestSpec& spec : dests) {
    service.servers.push_back({"s" + spec.key.address.to_string(), spec, 80});
  }
  return service;
}

struct Site {
  WatchedPlane plane;
  std::set<std::string> down;  // names of servers that fail
  std::shared_ptr<spdlog::logger> log =
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
  control::Supervisor supervisor{plane,
                                 [this](const config::VirtualService&, const config::Server& s) {
                                   return std::make_unique<ScriptedTester>(down, s.name);
                                 },
                                 *log};
  Clock::time_point now = Clock::time_point{} + 1h;

  // One round of tests, and what it changed in the table.
  std::vector<std::string> round() {
    supervisor.tick(now);
    now += 10s;
    return plane.take_changes();
  }
  void apply(const config::VirtualService& service) {
    supervisor.apply({{service}, {0, 0, 0}, {}});
  }
};

using Changes = std::vector<std::string>;

}  // namespace

TEST_CASE("a server enters the table with its first success, and slowly", "[control]") {
  Site site;
  site.apply(web({dest("10.0.1.1", 100)}));
  CHECK(site.plane.take_changes() == Changes{"A 10.0.0.1:80/tcp"});
  CHECK(site.round() == Changes{"a 10.0.1.1:80 3"});
  CHECK(site.round().empty());
  CHECK(site.round() == Changes{"e 10.0.1.1:80 6"});
}

TEST_CASE("one failure removes a server, which returns after reentry seconds", "[control]") {
  Site site;
  site.apply(web({dest("10.0.1.1"), dest("10.0.1.2")}));
  site.round();
  site.down = {"s10.0.1.1"};
  CHECK(site.round() == Changes{"d 10.0.1.1:80"});
  site.down.clear();
  CHECK(site.round().empty());
  CHECK(site.round() == Changes{"a 10.0.1.1:80 1"});
}

TEST_CASE("quiesce_server keeps a failed server with weight 0", "[control]") {
  Site site;
  auto service = web({dest("10.0.1.1"), dest("10.0.1.2")});
  service.check.on_failure = config::OnFailure::Quiesce;
  site.apply(service);
  site.round();
  site.down = {"s10.0.1.1"};
  CHECK(site.round() == Changes{"e 10.0.1.1:80 0"});
}

TEST_CASE("the sorry server comes before the last server goes, and goes after one is back",
          "[control][sorry]") {
  Site site;
  auto service = web({dest("10.0.1.1"), dest("10.0.1.2")});
  service.sorry = dest("10.0.9.9");
  site.apply(service);
  CHECK(site.round() == Changes{"A 10.0.0.1:80/tcp", "a 10.0.1.1:80 1", "a 10.0.1.2:80 1"});
  site.down = {"s10.0.1.1"};
  CHECK(site.round() == Changes{"d 10.0.1.1:80"});
  site.down = {"s10.0.1.1", "s10.0.1.2"};
  CHECK(site.round() == Changes{"a 10.0.9.9:80 1", "d 10.0.1.2:80"});
  site.down = {"s10.0.1.1"};
  site.round();
  CHECK(site.round() == Changes{"a 10.0.1.2:80 1", "d 10.0.9.9:80"});
}

TEST_CASE("the sorry server waits until every server has failed its first test",
          "[control][sorry]") {
  Site site;
  site.down = {"s10.0.1.1", "s10.0.1.2"};
  auto service = web({dest("10.0.1.1"), dest("10.0.1.2")});
  service.sorry = dest("10.0.9.9");
  site.apply(service);
  CHECK(site.plane.take_changes() == Changes{"A 10.0.0.1:80/tcp"});
  CHECK(site.round() == Changes{"a 10.0.9.9:80 1"});
}

TEST_CASE("a service that somebody else deleted comes back with its servers", "[control]") {
  Site site;
  const auto service = web({dest("10.0.1.1", 64)});
  site.apply(service);
  site.round();
  REQUIRE(site.plane.delete_service(service.spec.key));
  site.plane.take_changes();
  site.round();  // the weight grows: the edit finds no service
  site.round();
  CHECK(site.plane.services().size() == 1);
  CHECK(site.plane.dests(service.spec.key)->size() == 1);
}

TEST_CASE("a reload touches only what changed", "[control][reload]") {
  Site site;
  auto service = web({dest("10.0.1.1"), dest("10.0.1.2")});
  site.apply(service);
  site.round();

  SECTION("nothing changed: nothing moves, and nannies keep what they know") {
    site.apply(service);
    CHECK(site.plane.take_changes().empty());
    CHECK(site.supervisor.health()[0].state == "up");
  }
  SECTION("a server is gone, another is new") {
    site.apply(web({dest("10.0.1.2"), dest("10.0.1.3")}));
    CHECK(site.plane.take_changes() == Changes{"d 10.0.1.1:80"});
    CHECK(site.round() == Changes{"a 10.0.1.3:80 1"});
  }
  SECTION("the scheduler changed: the service is edited and its dests stay") {
    service.spec.scheduler = "rr";
    site.apply(service);
    CHECK(site.plane.take_changes() == Changes{"E 10.0.0.1:80/tcp"});
  }
  SECTION("the test changed: a server that fails it leaves") {
    service.check.send = "GET /";
    site.down = {"s10.0.1.1"};
    site.apply(service);
    CHECK(site.plane.take_changes().empty());
    CHECK(site.round() == Changes{"d 10.0.1.1:80"});
  }
  SECTION("the service is gone") {
    site.supervisor.apply({});
    CHECK(site.plane.take_changes() == Changes{"D 10.0.0.1:80/tcp"});
  }
}

TEST_CASE("a change that the engine refuses is tried again", "[control]") {
  Site site;
  site.plane.refuses = true;
  site.apply(web({dest("10.0.1.1")}));
  CHECK(site.round().empty());
  site.plane.refuses = false;
  CHECK(site.round() == Changes{"A 10.0.0.1:80/tcp", "a 10.0.1.1:80 1"});
}

TEST_CASE("health says what the operator wants to know", "[control][status]") {
  Site site;
  site.down = {"s10.0.1.2"};
  site.apply(web({dest("10.0.1.1"), dest("10.0.1.2")}));
  site.round();
  site.round();
  const auto rows = site.supervisor.health();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].service == "10.0.0.1:80/tcp");
  CHECK(rows[0].dest == "10.0.1.1:80");
  CHECK(rows[0].state == "up");
  CHECK(rows[0].weight == 1);
  CHECK(rows[1].state == "down");
  CHECK(rows[1].detail == "scripted failure");
  CHECK(rows[1].since_s == 10);
}

TEST_CASE("shutdown removes the services it added", "[control]") {
  Site site;
  site.apply(web({dest("10.0.1.1")}));
  site.round();
  site.supervisor.shutdown();
  CHECK(site.plane.services().empty());
}
