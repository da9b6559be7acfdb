// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/live/io/director.hpp"
#include "tests/live/io/frames.hpp"
#include "tests/live/io/lab.hpp"

namespace nicvs::test {
namespace {

using soft::IoMode;

// Sends every frame on to the other port with the MACs of that link.
struct CrossOver {
  PortId from, to;
  Mac own, next;
  soft::Decision operator()(unsigned, soft::Frame& frame) const {
    if (frame.port != from) return {dp::Verdict::Drop, dp::Reason::NoRoute};
    std::copy(next.byte.begin(), next.byte.end(), frame.data);
    std::copy(own.byte.begin(), own.byte.end(), frame.data + 6);
    frame.port = to;
    return {dp::Verdict::Forward, dp::Reason::None};
  }
};

PortId id_of(const std::string& name) { return soft::read_port_facts(name)->port.id; }

// ICMP from d0 to the client: the kernel answered.
bool is_answered_by_kernel(const Peer& client) {
  const std::string answer = client.receive(bytes_of(client.mac()) + bytes_of(mac_of("d0")));
  return answer.size() > 23 && answer[23] == 1;
}

}  // namespace

TEST_CASE("frames of a service cross the director and others stay in the kernel", "[io]") {
  const auto [mode, text] = GENERATE(table<IoMode, std::string>(
      {{IoMode::AfXdp, "AF_XDP native"}, {IoMode::AfPacket, "AF_PACKET"}}));
  const unsigned workers = GENERATE(1u, 2u);
  CAPTURE(text, workers);
  Lab lab;
  lab.connect_client();
  lab.connect_server();
  const Peer client(lab, lab.client(), "c0");
  const Peer server(lab, lab.server(), "s0");
  ScriptedPlane plane(CrossOver{id_of("d0"), id_of("d1"), mac_of("d1"), server.mac()});
  plane.set_steering(test_services());
  // The last worker owns every conn, whichever received the frame.
  plane.set_owner([workers](const soft::Frame&) { return workers - 1; });
  auto director =
      std::make_unique<Director>(plane, soft::PoolOptions{.workers = workers, .mode = mode},
                                 std::vector<std::string>{"d0", "d1"});
  REQUIRE(director->with_pool([](auto& pool) { return pool.ports().front().mode; }) == text);

  UdpFrame frame{.dst_mac = mac_of("d0"),
                 .src_mac = client.mac(),
                 .src = "10.9.1.2",
                 .dst = "10.9.9.9",
                 .dst_port = 53};
  const std::string at_server = bytes_of(server.mac()) + bytes_of(mac_of("d1"));
  for (int i = 0; i < 200; ++i) {
    frame.payload = std::string(static_cast<std::size_t>(i) * 7, 'x') + std::to_string(i);
    client.send(to_bytes(frame));
    REQUIRE(server.receive(at_server).substr(12) == to_bytes(frame).substr(12));
  }
  REQUIRE(director->steered(STEER_BY_SERVICE) == 200);

  SECTION("an unknown port is answered by the kernel") {
    frame.dst = "10.9.1.1";
    frame.dst_port = 54;
    client.send(to_bytes(frame));
    REQUIRE(is_answered_by_kernel(client));
  }
  SECTION("a frame for another MAC is left alone") {
    frame.dst_mac.byte[5] ^= 1;
    client.send(to_bytes(frame));
    frame.dst_mac.byte[5] ^= 1;
    frame.payload = "after it";
    client.send(to_bytes(frame));
    REQUIRE(server.receive(at_server).ends_with("after it"));
    REQUIRE(director->steered(STEER_BY_SERVICE) == 201);
  }
  SECTION("when the director stops, the kernel has the traffic back") {
    director.reset();
    lab.must_run(lab.director(), "ip addr add 10.9.9.9/32 dev lo");
    client.send(to_bytes(frame));
    REQUIRE(is_answered_by_kernel(client));
  }
}

}  // namespace nicvs::test
