// SPDX-License-Identifier: Apache-2.0
// When a master's datagrams leave, in virtual time.
#include <catch2/catch.hpp>
#include <string>

#include "host/failover/sync_master.hpp"
#include "tests/unit/failover/sync_samples.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::failover;
using namespace nicvs::test;
using namespace std::chrono_literals;

constexpr std::size_t kNoLimit = 1000;

struct Net {
  struct Sent {
    unsigned channel;
    std::size_t conns;
    std::uint8_t version;
  };
  SyncMaster::Send taker() {
    return [this](unsigned channel, const Datagram& datagram) {
      if (is_blocked) return false;
      const std::uint8_t version = datagram[0] == 0 ? 1 : 0;
      sent.push_back({channel, decode_sync(datagram, 0).conns.size(), version});
      return true;
    };
  }
  std::vector<Sent> sent;
  bool is_blocked = false;
};

SyncDaemon daemon_with(std::uint16_t max_length) {
  SyncDaemon daemon;
  daemon.max_length = max_length;
  return daemon;
}

SyncEvent event(std::uint8_t version = 1) { return {nat_conn(), version}; }

}  // namespace

TEST_CASE("a conn leaves when it is two seconds old, seen once a second") {
  Net net;
  SyncMaster master(daemon_with(1472), 1, 0s, net.taker());
  master.add(event(), 500ms, kNoLimit);
  master.tick(2400ms);  // looked at 1 s and 2 s
  CHECK(net.sent.empty());
  master.add(event(), 2900ms, kNoLimit);
  master.tick(2999ms);
  CHECK(net.sent.empty());
  master.tick(3s);
  REQUIRE(net.sent.size() == 1);
  CHECK(net.sent[0].conns == 2);
  master.tick(100s);
  CHECK(net.sent.size() == 1);
  CHECK(master.datagrams() == 1);
  CHECK(master.conns() == 2);
}

TEST_CASE("a full datagram leaves after 20 ms") {
  Net net;
  SyncMaster master(daemon_with(8 + 2 * 36), 1, 0s, net.taker());
  for (int i = 0; i < 3; ++i) master.add(event(), 100ms, kNoLimit);
  master.tick(119ms);
  CHECK(net.sent.empty());
  master.tick(120ms);
  REQUIRE(net.sent.size() == 1);
  CHECK(net.sent[0].conns == 2);
  // Having sent, it sleeps for a second again.
  master.tick(2119ms);
  CHECK(net.sent.size() == 1);
  master.tick(2120ms);
  CHECK(net.sent.size() == 2);
}

TEST_CASE("eight full datagrams leave at once") {
  Net net;
  SyncMaster master(daemon_with(1), 1, 0s, net.taker());
  for (int i = 0; i < 8; ++i) master.add(event(), 100ms, kNoLimit);
  master.tick(100ms);
  CHECK(net.sent.empty());
  master.add(event(), 100ms, kNoLimit);
  master.tick(100ms);
  CHECK(net.sent.size() == 8);
}

TEST_CASE("a datagram has conns of one version only") {
  Net net;
  SyncMaster master(daemon_with(1472), 1, 0s, net.taker());
  master.add(event(1), 0s, kNoLimit);
  master.add(event(0), 0s, kNoLimit);
  master.add(event(0), 0s, kNoLimit);
  master.add(event(1), 0s, kNoLimit);
  master.tick(5s);
  REQUIRE(net.sent.size() == 3);
  CHECK(net.sent[0].version == 1);
  CHECK(net.sent[1].version == 0);
  CHECK(net.sent[1].conns == 2);
  CHECK(net.sent[2].version == 1);
}

TEST_CASE("more datagrams than may wait are dropped and their conns counted") {
  Net net;
  SyncMaster master(daemon_with(1), 1, 0s, net.taker());
  for (int i = 0; i < 5; ++i) master.add(event(), 0s, 2);
  CHECK(master.dropped_conns() == 2);
  master.tick(10s);
  CHECK(net.sent.size() == 3);
}

TEST_CASE("what the network does not take now it is offered again, in order") {
  Net net;
  SyncMaster master(daemon_with(8 + 2 * 36), 1, 0s, net.taker());
  net.is_blocked = true;
  for (int i = 0; i < 5; ++i) master.add(event(), 0s, kNoLimit);
  master.tick(10s);
  CHECK(net.sent.empty());
  net.is_blocked = false;
  master.tick(11s);
  REQUIRE(net.sent.size() == 3);
  CHECK(net.sent[0].conns == 2);
  CHECK(net.sent[2].conns == 1);
}

TEST_CASE("a conn always has the same channel, and every channel is used") {
  Net net;
  SyncMaster master(daemon_with(1), 4, 0s, net.taker());
  std::vector<std::size_t> conns_of(4);
  for (std::uint16_t port = 1; port <= 100; ++port) {
    SyncEvent one = event();
    one.conn.client_port = port;
    net.sent.clear();
    master.add(one, 0s, kNoLimit);
    master.add(one, 0s, kNoLimit);
    master.tick(port * 10s);
    REQUIRE(net.sent.size() == 2);
    CHECK(net.sent[0].channel == net.sent[1].channel);
    ++conns_of[net.sent[0].channel];
  }
  for (const std::size_t conns : conns_of) CHECK(conns > 0);
}
