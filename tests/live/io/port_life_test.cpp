// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/live/io/director.hpp"
#include "tests/live/io/frames.hpp"
#include "tests/live/io/lab.hpp"

namespace nicvs::test {
namespace {

using soft::IoMode;

soft::Decision echo(unsigned, soft::Frame& frame) {
  std::swap_ranges(frame.data, frame.data + 6, frame.data + 6);
  return {dp::Verdict::Forward, dp::Reason::None};
}

// Whether a frame from a namespace's interface to the port of the director comes back.
bool is_echoed(const Lab& lab, const std::string& netns, const std::string& interface,
               const std::string& port) {
  if (!soft::read_port_facts(port)) return false;
  const Peer peer(lab, netns, interface);
  peer.send(to_bytes({.dst_mac = mac_of(port),
                      .src_mac = peer.mac(),
                      .src = "10.9.1.2",
                      .dst = "10.9.9.9",
                      .dst_port = 53,
                      .payload = "are you there?"}));
  const std::string back = bytes_of(peer.mac()) + bytes_of(mac_of(port));
  const std::string answer = peer.receive(back, 200);
  // The kernel would quote the frame in an ICMP error.
  return answer.ends_with("are you there?") && answer[23] == 17;
}

soft::PortStatus status_of(Director& director, const std::string& port) {
  return director.with_pool([&](auto& pool) {
    for (const auto& status : pool.ports()) {
      if (status.name == port) return status;
    }
    return soft::PortStatus{};
  });
}

}  // namespace

TEST_CASE("a port that goes comes back, and the others never notice", "[io][port]") {
  const IoMode mode = GENERATE(IoMode::AfXdp, IoMode::AfPacket);
  CAPTURE(static_cast<int>(mode));
  Lab lab;
  lab.connect_client();
  lab.connect_server();
  ScriptedPlane plane(echo);
  plane.set_steering(test_services());
  Director director(plane, {.workers = 2, .mode = mode}, {"d0", "d1"});
  const auto client_is_echoed = [&] { return is_echoed(lab, lab.client(), "c0", "d0"); };
  const auto server_is_echoed = [&] { return is_echoed(lab, lab.server(), "s0", "d1"); };
  REQUIRE(client_is_echoed());
  REQUIRE(server_is_echoed());

  SECTION("link down, link up") {
    lab.must_run(lab.director(), "ip link set d0 down");
    REQUIRE(becomes_true([&] { return !status_of(director, "d0").is_up; }));
    REQUIRE(server_is_echoed());
    lab.must_run(lab.director(), "ip link set d0 up");
    REQUIRE(becomes_true(client_is_echoed));
    REQUIRE(status_of(director, "d1").is_up);
  }
  SECTION("deleted, created anew under another index") {
    const PortId before = status_of(director, "d0").id;
    lab.must_run(lab.director(), "ip link del d0");
    REQUIRE(becomes_true([&] { return status_of(director, "d0").id == 0; }));
    REQUIRE(status_of(director, "d0").problem.find("d0") != std::string::npos);
    REQUIRE(server_is_echoed());
    lab.connect_client();
    REQUIRE(becomes_true(client_is_echoed));
    REQUIRE(status_of(director, "d0").id != before);
  }
  SECTION("taken out by the operator and put in again") {
    director.with_pool([](auto& pool) { pool.remove_port("d0"); });
    REQUIRE_FALSE(client_is_echoed());
    REQUIRE(lab.run(lab.director(), "ip link show d0 | grep -q xdp") != 0);
    REQUIRE(director.with_pool([](auto& pool) { return bool(pool.add_port("d0")); }));
    REQUIRE(becomes_true(client_is_echoed));
    REQUIRE_FALSE(director.with_pool([](auto& pool) { return bool(pool.add_port("d0")); }));
  }
}

TEST_CASE("a port that is not there yet is opened when it appears", "[io][port]") {
  Lab lab;
  ScriptedPlane plane(echo);
  plane.set_steering(test_services());
  Director director(plane, {.workers = 1}, {});
  REQUIRE_FALSE(director.with_pool([](auto& pool) { return bool(pool.add_port("d0")); }));
  lab.connect_client();
  REQUIRE(becomes_true([&] { return is_echoed(lab, lab.client(), "c0", "d0"); }));
}

TEST_CASE("AF_PACKET is chosen where another XDP program sits on the port", "[io][port]") {
  Lab lab;
  lab.connect_client();
  ScriptedPlane plane(echo);
  plane.set_steering(test_services());
  auto maps = soft::SteeringMaps::create();
  REQUIRE(maps);
  const auto facts = soft::read_port_facts("d0");
  REQUIRE(facts);
  auto other =
      soft::XdpProgram::attach(**maps, facts->port.id, facts->port.mac, soft::XdpMode::Native);
  REQUIRE(other);
  Director director(plane, {.workers = 1}, {"d0"});
  REQUIRE(status_of(director, "d0").mode == "AF_PACKET");
}

TEST_CASE("a killed director leaves nothing that keeps frames from the kernel", "[io][port]") {
  const auto [mode, text] = GENERATE(table<IoMode, std::string>(
      {{IoMode::AfXdp, "xdp"}, {IoMode::AfPacket, "nothing but tc, which lets all pass"}}));
  CAPTURE(text);
  Lab lab;
  lab.connect_client();
  lab.must_run(lab.director(), "ip addr add 10.9.9.9/32 dev lo");
  const auto kernel_answers = [&] {
    return lab.run(lab.client(), "ping -q -c 1 -W 1 10.9.9.9 >/dev/null") == 0;
  };
  const pid_t child = fork();
  if (child == 0) {
    ScriptedPlane plane([](unsigned, soft::Frame&) {
      return soft::Decision{dp::Verdict::Drop, dp::Reason::NoDest};
    });
    plane.set_steering(test_services());
    const Director director(plane, {.workers = 1, .mode = mode}, {"d0"});
    pause();
  }
  CHECK(becomes_true([&] { return !kernel_answers(); }));
  REQUIRE(kill(child, SIGKILL) == 0);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  REQUIRE(becomes_true(kernel_answers));
  REQUIRE(lab.run(lab.director(), "ip link | grep -q -e xdp -e nv[0-9]") != 0);
}

TEST_CASE("a new service is steered without a pause for the others", "[io][steering]") {
  Lab lab;
  lab.connect_client();
  ScriptedPlane plane(echo);
  Director director(plane, {.workers = 1}, {"d0"});
  const auto client_is_echoed = [&] { return is_echoed(lab, lab.client(), "c0", "d0"); };
  REQUIRE_FALSE(client_is_echoed());
  director.with_pool([&](auto&) { plane.set_steering(test_services()); });
  REQUIRE(becomes_true(client_is_echoed));
  director.with_pool([&](auto&) { plane.set_steering({}); });
  REQUIRE(becomes_true([&] { return !client_is_echoed(); }));
}

}  // namespace nicvs::test
