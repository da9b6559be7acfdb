// SPDX-License-Identifier: Apache-2.0
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "fallback/worker/worker_pool.hpp"
#include "tests/live/io/frames.hpp"
#include "tests/live/io/lab.hpp"
#include "tests/live/io/scripted_plane.hpp"

namespace nicvs::test {
namespace {

using soft::IoMode;

spdlog::logger& test_log() {
  static spdlog::logger log("io", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return log;
}

constexpr const char* kVip = "10.9.9.9";

soft::SoftDataPlane::Steering udp_service() {
  return {.services = {{.protocol = Protocol::Udp, .address = *IpAddress::parse(kVip), .port = 53}},
          .mark_rules = {},
          .nat_dests = {}};
}

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
  plane.set_steering(udp_service());
  auto pool = soft::WorkerPool::create(plane, {.workers = workers, .mode = mode}, test_log());
  REQUIRE(pool);
  for (const char* port : {"d0", "d1"}) {
    const Status status = (*pool)->add_port(port);
    INFO(status.error().text);
    REQUIRE(status);
  }
  REQUIRE((*pool)->ports().front().mode == text);
  (*pool)->start();

  UdpFrame frame{.dst_mac = mac_of("d0"), .src_mac = client.mac(), .src = "10.9.1.2", .dst = kVip};
  frame.dst_port = 53;
  const std::string at_server = bytes_of(server.mac()) + bytes_of(mac_of("d1"));
  for (int i = 0; i < 200; ++i) {
    frame.payload = "query " + std::to_string(i);
    client.send(to_bytes(frame));
    const std::string arrived = server.receive(at_server);
    REQUIRE(arrived.substr(12) == to_bytes(frame).substr(12));
  }
  const auto counts = (*pool)->steering_counts();
  REQUIRE(counts[STEER_BY_SERVICE] == 200);

  SECTION("an unknown port is answered by the kernel") {
    frame.dst = "10.9.1.1";
    frame.dst_port = 54;
    client.send(to_bytes(frame));
    const std::string answer = client.receive(bytes_of(client.mac()) + bytes_of(mac_of("d0")));
    REQUIRE(answer.substr(23, 1) == std::string(1, '\1'));  // ICMP
  }
  SECTION("when the director stops, the kernel has the traffic back") {
    (*pool)->stop();
    lab.must_run(lab.director(), "ip addr add 10.9.9.9/32 dev lo");
    client.send(to_bytes(frame));
    const std::string answer = client.receive(bytes_of(client.mac()) + bytes_of(mac_of("d0")));
    REQUIRE(answer.substr(23, 1) == std::string(1, '\1'));
  }
}

}  // namespace nicvs::test
