// SPDX-License-Identifier: Apache-2.0
// What routers tell about the MTU of a path, and for how long it is believed.
#include <catch2/catch.hpp>

#include "fallback/engine/path_mtus.hpp"
#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using soft::PathMtus;
using std::chrono::seconds;

const IpAddress kDest = *IpAddress::parse("192.168.1.2");

TEST_CASE("a path MTU holds for ten minutes", "[path_mtu]") {
  PathMtus mtus;
  CHECK(mtus.learn(kDest, 1400, 1500, seconds(5)) == 1400);
  CHECK(mtus.find(kDest, 1500, seconds(604)).mtu == 1400);
  CHECK(mtus.find(kDest, 1500, seconds(604)).until == seconds(605));
  CHECK(mtus.find(kDest, 1500, seconds(605)).mtu == 1500);
  CHECK(mtus.find(kDest, 1300, seconds(10)).mtu == 1300);
  CHECK(mtus.find(*IpAddress::parse("192.168.1.3"), 1500, seconds(10)).mtu == 1500);
}

TEST_CASE("only smaller values are learned, and none below the floor", "[path_mtu]") {
  PathMtus mtus;
  CHECK(mtus.learn(kDest, 9000, 1500, seconds(0)) == 1500);
  CHECK(mtus.learn(kDest, 1300, 1500, seconds(0)) == 1300);
  CHECK(mtus.learn(kDest, 1400, 1500, seconds(1)) == 1300);
  CHECK(mtus.learn(kDest, 0, 1500, seconds(2)) == PathMtus::kLeast);
  CHECK(mtus.learn(kDest, 540, 1500, seconds(3)) == PathMtus::kLeast);
  CHECK(mtus.find(kDest, 1500, seconds(601)).until == seconds(602));
}

TEST_CASE("readers learn of changes by the generation", "[path_mtu]") {
  PathMtus mtus;
  const auto before = mtus.generation();
  mtus.learn(kDest, 9000, 1500, seconds(0));
  CHECK(mtus.generation() == before);
  mtus.learn(kDest, 1400, 1500, seconds(0));
  CHECK(mtus.generation() != before);
  const auto learned = mtus.generation();
  mtus.learn(kDest, 1400, 1500, seconds(10));
  CHECK(mtus.generation() == learned);
  mtus.learn(kDest, 1400, 1500, seconds(400));
  CHECK(mtus.generation() != learned);
  CHECK(mtus.find(kDest, 1500, seconds(999)).mtu == 1400);
}

TEST_CASE("the table is bounded and keeps the newest", "[path_mtu]") {
  PathMtus mtus;
  IpAddress address = kDest;
  for (std::uint32_t i = 0; i < 100000; ++i) {
    address.value.word[0] = i;
    mtus.learn(address, 1400, 1500, soft::Time(i));
  }
  CHECK(mtus.find(address, 1500, soft::Time(100000)).mtu == 1400);
  unsigned known = 0;
  for (std::uint32_t i = 0; i < 100000; ++i) {
    address.value.word[0] = i;
    if (mtus.find(address, 1500, soft::Time(100000)).mtu == 1400) ++known;
  }
  CHECK(known == 1024);
}

TEST_CASE("the worker that has the conn gets the error about its tunnel", "[path_mtu]") {
  Lab lab({.conn_capacity = 1024, .workers = 4, .hash_key = {1, 2}, .random_seed = 1});
  lab.add({.key = service_key("10.0.0.1:80"), .scheduler = "rr"},
          {dest("192.168.1.2:80", ForwardMethod::Tun)});
  for (int port = 40000; port < 40032; ++port) {
    const std::string packet = "ip 192.0.2.1 > 10.0.0.1 df / tcp " + std::to_string(port) + " > 80";
    const replay::Bytes request = frame(packet + " S");
    const replay::Bytes error = frame(
        "ip 192.168.1.1 > 192.168.1.254 / icmp 3/4 mtu 1400 / "
        "ip 192.168.1.254 > 192.168.1.2 df / " +
        packet + " S");
    const auto owner = [&](const replay::Bytes& bytes) {
      replay::FrameMemory memory;
      return lab.engine().owner_of(0, memory.copy_of(bytes, kClientPort));
    };
    CHECK(owner(error) == owner(request));
  }
}

}  // namespace
}  // namespace nicvs::test
