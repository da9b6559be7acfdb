// SPDX-License-Identifier: Apache-2.0
// Starting and stopping the daemons, and what passes between them, the engine and the network.
#include <catch2/catch.hpp>
#include <cerrno>
#include <deque>

#include "host/failover/sync_daemons.hpp"
#include "tests/unit/failover/sync_samples.hpp"
#include "tests/unit/ipvs/memory_plane.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::failover;
using namespace nicvs::test;
using namespace std::chrono_literals;
using Role = SyncDaemon::Role;

struct Engine : SyncEngine {
  void set_sync_roles(const SyncRoles& wanted) override { roles = wanted; }
  SyncRoles sync_roles() const override { return roles; }
  void take_sync_events(const std::function<void(const SyncEvent&)>& visit) override {
    for (; !events.empty(); events.pop_front()) visit(events.front());
  }
  std::uint64_t lost_sync_events() const override { return 3; }
  SyncApplied apply_synced(std::span<const SyncedConn> conns) override {
    applied.insert(applied.end(), conns.begin(), conns.end());
    return {.created = conns.size()};
  }
  SyncRoles roles;
  std::deque<SyncEvent> events;
  std::vector<SyncedConn> applied;
};

struct Net : SyncTransport {
  struct Sender : SyncSender {
    explicit Sender(Net& of) : net(of) {}
    bool send(unsigned, const Datagram& datagram) override {
      net.sent.push_back(datagram);
      return true;
    }
    Net& net;
  };
  std::optional<std::uint32_t> mtu_of(const std::string& interface) override {
    if (interface != "eth1") return std::nullopt;
    return 9000;
  }
  Result<std::unique_ptr<SyncSender>> open_sender(const SyncEndpoint& endpoint) override {
    opened = endpoint;
    if (failure != 0) return Error{failure, "no"};
    return std::unique_ptr<SyncSender>(std::make_unique<Sender>(*this));
  }
  Result<std::unique_ptr<SyncReceiver>> open_receiver(
      const SyncEndpoint& endpoint,
      std::function<void(std::span<const std::uint8_t>)> call) override {
    opened = endpoint;
    receive = std::move(call);
    return std::make_unique<SyncReceiver>();
  }
  int failure = 0;
  SyncEndpoint opened;
  std::vector<Datagram> sent;
  std::function<void(std::span<const std::uint8_t>)> receive;
};

struct Director {
  MemoryPlane plane;
  Engine engine;
  Net net;
  SyncDaemons daemons{engine, plane, net};

  int start(Role role, const std::string& interface = "eth1") {
    SyncDaemon daemon;
    daemon.role = role;
    daemon.interface = interface;
    daemon.sync_id = 5;
    const Status status = daemons.start_daemon(daemon);
    return status ? 0 : status.error().code;
  }
};

}  // namespace

TEST_CASE("a daemon gets the values that were not given") {
  Director d;
  REQUIRE(d.start(Role::Master) == 0);
  REQUIRE(d.start(Role::Backup) == 0);
  const auto running = d.daemons.daemons();
  REQUIRE(running.size() == 2);
  CHECK(running[0].role == Role::Master);
  CHECK(running[0].max_length == 1472);  // a master's fit any network
  CHECK(running[1].max_length == 9000 - 28);
  for (const SyncDaemon& daemon : running) {
    CHECK(daemon.group->to_string() == "224.0.0.81");
    CHECK(daemon.port == 8848);
    CHECK(daemon.ttl == 1);
  }
}

TEST_CASE("given lengths have the kernel's limits") {
  struct Case {
    Role role;
    const char* group;
    std::uint16_t given;
    std::uint16_t used;
  };
  const auto c = GENERATE(values<Case>({{Role::Master, "224.0.0.81", 1, 1},
                                        {Role::Master, "224.0.0.81", 65535, 65507},
                                        {Role::Master, "ff02::81", 0, 1452},
                                        {Role::Master, "ff02::81", 65535, 65487},
                                        {Role::Backup, "224.0.0.81", 9, 1024},
                                        {Role::Backup, "224.0.0.81", 3000, 3000}}));
  Director d;
  SyncDaemon daemon;
  daemon.role = c.role;
  daemon.interface = "eth1";
  daemon.group = IpAddress::parse(c.group);
  daemon.max_length = c.given;
  REQUIRE(d.daemons.start_daemon(daemon));
  CHECK(d.daemons.daemons().front().max_length == c.used);
}

TEST_CASE("what cannot be started has the kernel's errno") {
  Director d;
  CHECK(d.start(Role::Master, "") == EINVAL);
  CHECK(d.start(Role::Master, "eth2") == ENODEV);
  d.net.failure = EADDRNOTAVAIL;
  CHECK(d.start(Role::Master) == EADDRNOTAVAIL);
  d.net.failure = 0;
  CHECK(d.daemons.daemons().empty());
  CHECK(d.start(Role::Master) == 0);
  CHECK(d.start(Role::Master) == EEXIST);
  CHECK(d.start(Role::Backup) == 0);
  CHECK(d.start(Role::Backup) == EEXIST);
}

TEST_CASE("a daemon that does not run cannot be stopped") {
  Director d;
  CHECK(d.daemons.stop_daemon(Role::Backup).error().code == ESRCH);
  REQUIRE(d.start(Role::Master) == 0);
  CHECK(d.daemons.stop_daemon(Role::Backup).error().code == ESRCH);
  CHECK(d.daemons.stop_daemon(Role::Master));
  CHECK(d.daemons.stop_daemon(Role::Master).error().code == ESRCH);
}

TEST_CASE("the engine knows which daemons run") {
  Director d;
  REQUIRE(d.start(Role::Master) == 0);
  CHECK(d.engine.roles == SyncRoles{.is_master = true});
  REQUIRE(d.start(Role::Backup) == 0);
  CHECK(d.engine.roles == SyncRoles{.is_master = true, .is_backup = true});
  REQUIRE(d.daemons.stop_daemon(Role::Master));
  CHECK(d.engine.roles == SyncRoles{.is_backup = true});
}

TEST_CASE("a master sends what the engine notes, and forgets what an earlier one left") {
  Director d;
  d.engine.events.push_back({nat_conn(), 1});
  REQUIRE(d.start(Role::Master) == 0);
  d.engine.events.push_back({nat_conn(), 1});
  d.daemons.tick(0s);
  d.daemons.tick(5s);
  REQUIRE(d.net.sent.size() == 1);
  CHECK(d.net.sent[0] == bytes_of(kNatDatagram));
  CHECK(d.daemons.counters().sent_conns == 1);
  CHECK(d.daemons.counters().lost_conns == 3);
  REQUIRE(d.daemons.stop_daemon(Role::Master));
  CHECK(d.daemons.counters().sent_conns == 1);
  CHECK(d.daemons.counters().lost_conns == 3);
}

TEST_CASE("a backup hands on what it understands and counts the rest") {
  Director d;
  REQUIRE(d.start(Role::Backup) == 0);
  d.net.receive(bytes_of(kNatDatagram));
  REQUIRE(d.engine.applied.size() == 1);
  CHECK(d.engine.applied[0].client_port == 40000);
  d.net.receive(bytes_of("00"));
  const SyncCounters counters = d.daemons.counters();
  CHECK(counters.received_datagrams == 2);
  CHECK(counters.applied.created == 1);
  CHECK(counters.rejects[static_cast<std::size_t>(SyncReject::HeaderTooShort)] == 1);
  REQUIRE(d.daemons.stop_daemon(Role::Backup));
  d.net.receive(bytes_of(kNatDatagram));
  CHECK(d.engine.applied.size() == 1);
}
