// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Reason;
using dp::Verdict;

const char* const kSyn = "ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S";

TEST_CASE("a missing neighbour is asked for once and used when it is known", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.77:8080"});
  lab.engine().take_wanted_neighbours();
  for (int i = 0; i < 3; ++i) CHECK(lab.send(kSyn).reason == Reason::NoNeighbour);
  const auto wanted = lab.engine().take_wanted_neighbours();
  REQUIRE(wanted.size() == 1);
  CHECK(wanted[0].port == kDestPort);
  CHECK(wanted[0].address == address("192.168.1.77"));
  CHECK(lab.engine().take_wanted_neighbours().empty());
  lab.knows(kDestPort, "192.168.1.77");
  CHECK(lab.send(kSyn).verdict == Verdict::Forward);
}

TEST_CASE("dests' neighbours are wanted before a client comes", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080", "192.168.1.77:8080"});
  const auto wanted = lab.engine().take_wanted_neighbours();
  REQUIRE(wanted.size() == 1);
  CHECK(wanted[0].address == address("192.168.1.77"));
}

TEST_CASE("a port that is down or gone drops with its reason", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  REQUIRE(lab.send(kSyn).verdict == Verdict::Forward);
  lab.engine().set_port({.id = kDestPort, .name = "srv", .mac = {}, .is_up = false});
  CHECK(lab.send(kSyn).reason == Reason::PortDown);
  lab.engine().set_port({.id = kDestPort, .name = "srv", .mac = {}, .is_up = true});
  CHECK(lab.send(kSyn).verdict == Verdict::Forward);
}

TEST_CASE("packets of an established conn follow every change of their way", "[engine]") {
  Lab lab;
  const ServiceKey service = service_key("10.0.0.1:80");
  const ForwardMethod method = GENERATE(ForwardMethod::Nat, ForwardMethod::Dr, ForwardMethod::Tun);
  const DestSpec server = dest("192.168.1.1:80", method);
  lab.add({.key = service, .scheduler = "rr"}, {server});
  const auto send = [&](const char* text = "ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 A") {
    return lab.send(text);
  };
  REQUIRE(lab.send(kSyn).verdict == Verdict::Forward);
  REQUIRE(send().verdict == Verdict::Forward);

  constexpr Mac kOther{{2, 9, 9, 9, 9, 9}};
  lab.engine().set_neighbour({kDestPort, address("192.168.1.1"), kOther});
  REQUIRE(send().verdict == Verdict::Forward);
  CHECK(std::equal(kOther.byte.begin(), kOther.byte.end(), lab.last.data));

  lab.engine().remove_neighbour(kDestPort, address("192.168.1.1"));
  CHECK(send().reason == Reason::NoNeighbour);
  CHECK_FALSE(lab.engine().take_wanted_neighbours().empty());
  lab.knows(kDestPort, "192.168.1.1");
  CHECK(send().verdict == Verdict::Forward);

  Lab::accept(lab.engine().delete_dest(service, server.key));
  CHECK(send().reason == Reason::DestRemoved);
  Lab::accept(lab.engine().add_dest(service, server));
  CHECK(send().verdict == Verdict::Forward);

  lab.engine().set_port({.id = kDestPort, .name = "srv", .mac = {}, .mtu = 600});
  CHECK(send("ip 192.0.2.1 > 10.0.0.1 df / tcp 40000 > 80 A / bytes 600").reason ==
        Reason::MtuExceeded);
  lab.engine().set_port({.id = kDestPort, .name = "srv", .mac = {}, .is_up = false});
  CHECK(send().reason == Reason::PortDown);
  CHECK(lab.dests(service).front().statistics.counters.in_packets == 8);
}

TEST_CASE("a tunnelled packet without DF leaves as fragments", "[engine]") {
  Lab lab;
  lab.add({.key = service_key("10.0.0.1:80"), .scheduler = "rr"},
          {dest("192.168.1.1:80", ForwardMethod::Tun)});
  lab.send(kSyn);
  const auto decision = lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 A / bytes 1460");
  REQUIRE(decision.verdict == Verdict::Forward);
  REQUIRE(lab.originated.size() == 1);
  CHECK(lab.last.length <= 1514);
  CHECK(lab.originated[0].length <= 1514);
  CHECK(lab.last.port == kDestPort);
  CHECK(lab.originated[0].port == kDestPort);
  // Both carry an IPv4 header; together the inner packet of 1500 bytes.
  CHECK(lab.last.length + lab.originated[0].length == 2 * (14 + 20) + 1500);
}

TEST_CASE("an allocator without buffers costs only the answers", "[engine]") {
  class NoBuffers : public soft::FrameAllocator {
   public:
    bool allocate(soft::Frame&) override { return false; }
  };
  Lab lab;
  lab.nat("10.0.0.1:80", {});
  replay::FrameMemory memory;
  soft::Frame syn = memory.copy_of(frame(kSyn), kClientPort);
  soft::Decision decision;
  std::vector<soft::Frame> originated;
  NoBuffers none;
  lab.engine().process(0, {&syn, 1}, {&decision, 1}, lab.now, none, originated);
  CHECK(decision.reason == Reason::NoDest);
  CHECK(originated.empty());
  CHECK(lab.send(kSyn).reason == Reason::NoDest);
  CHECK(lab.originated.size() == 1);
}

}  // namespace
}  // namespace nicvs::test
