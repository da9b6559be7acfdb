// SPDX-License-Identifier: Apache-2.0
// drop_entry: which conns a flood's defence takes, and how fast.
#include <catch2/catch.hpp>

#include "fallback/engine/entry_dropper.hpp"
#include "nicvs/dp/names.hpp"
#include "nicvs/dp/sctp_states.hpp"
#include "nicvs/dp/tcp_states.hpp"
#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;

constexpr soft::Tick kNow = 100000;

soft::Conn conn_in(Protocol protocol, std::uint8_t state, std::uint32_t idle_s,
                   std::uint32_t packets) {
  soft::Conn conn{};
  conn.protocol = protocol;
  conn.state = state;
  conn.timeout_s = 900;
  conn.deadline = kNow + soft::ticks_of(900) - soft::ticks_of(idle_s);
  conn.packets = packets;
  return conn;
}

TEST_CASE("states decide, then idleness, then the number of packets", "[engine][drop_entry]") {
  const auto tcp = [](dp::TcpState state) { return static_cast<std::uint8_t>(state); };
  const auto sctp = [](dp::SctpState state) { return static_cast<std::uint8_t>(state); };
  struct Case {
    const char* name;
    soft::Conn conn;
    bool goes;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"tcp syn_recv", conn_in(Protocol::Tcp, tcp(dp::TcpState::SynRecv), 0, 1), true},
      {"tcp synack", conn_in(Protocol::Tcp, tcp(dp::TcpState::SynAck), 0, 1), true},
      {"tcp established, busy", conn_in(Protocol::Tcp, tcp(dp::TcpState::Established), 59, 3),
       false},
      {"tcp established, idle", conn_in(Protocol::Tcp, tcp(dp::TcpState::Established), 60, 3),
       true},
      {"tcp established, idle after 8 packets",
       conn_in(Protocol::Tcp, tcp(dp::TcpState::Established), 60, 8), true},
      {"tcp established, idle after 9 packets",
       conn_in(Protocol::Tcp, tcp(dp::TcpState::Established), 60, 9), false},
      {"tcp established without a packet",
       conn_in(Protocol::Tcp, tcp(dp::TcpState::Established), 60, 0), false},
      {"tcp fin_wait, idle", conn_in(Protocol::Tcp, tcp(dp::TcpState::FinWait), 100, 3), false},
      {"sctp init1", conn_in(Protocol::Sctp, sctp(dp::SctpState::Init1), 0, 1), true},
      {"sctp established, idle", conn_in(Protocol::Sctp, sctp(dp::SctpState::Established), 60, 3),
       true},
      {"sctp cookie, idle", conn_in(Protocol::Sctp, sctp(dp::SctpState::Cookie), 60, 3), false},
      {"udp, busy", conn_in(Protocol::Udp, 0, 10, 1), false},
      {"udp, idle", conn_in(Protocol::Udp, 0, 60, 1), true},
  }));
  CAPTURE(c.name);
  soft::EntryDropper dropper(1);
  CHECK(dropper.drops(c.conn, false, kNow) == c.goes);
}

TEST_CASE("of idle conns with n packets every n-th goes", "[engine][drop_entry]") {
  soft::EntryDropper dropper(1);
  const auto idle = conn_in(Protocol::Udp, 0, 60, 3);
  std::vector<bool> fates(7);
  for (auto&& fate : fates) fate = dropper.drops(idle, false, kNow);
  CHECK(fates == std::vector<bool>{true, false, false, true, false, false, true});
}

TEST_CASE("templates stay while they control conns or are assured", "[engine][drop_entry]") {
  soft::EntryDropper dropper(1);
  soft::Conn conn = conn_in(Protocol::Tcp, 0, 0, 0);
  conn.flags = dp::conn_flag::kTemplate;
  CHECK(dropper.drops(conn, false, kNow));
  CHECK_FALSE(dropper.drops(conn, true, kNow));
  conn.control = 1;
  CHECK_FALSE(dropper.drops(conn, false, kNow));
  conn.control = 0;
  conn.state = dp::kTemplateAssured;
  CHECK_FALSE(dropper.drops(conn, false, kNow));
}

TEST_CASE("half-open conns vanish with a mean of 32 s, established ones stay",
          "[engine][drop_entry]") {
  Lab lab({.conn_capacity = 1 << 11, .hash_key = {1, 2}, .random_seed = 5});
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.set("drop_entry", "3");
  for (unsigned port = 1000; port < 2000; ++port) {
    const std::string ports = "tcp " + std::to_string(port) + " > 80 ";
    lab.send("ip 192.0.2.1 > 10.0.0.1 / " + ports + "S");
    if (port % 10 == 0) lab.send("ip 192.0.2.1 > 10.0.0.1 / " + ports + "A");
  }
  lab.wait(22s);  // half of the half-open ones: 32 s times the logarithm of 2
  const auto left = lab.engine().info().conn_count - 100;
  CHECK(left > 360);
  CHECK(left < 540);
  unsigned established = 0;
  for (const ConnInfo& row : lab.conns()) established += row.state == "ESTABLISHED";
  CHECK(established == 100);
  CHECK(lab.dests(service_key("10.0.0.1:80")).front().active_conns == left + 100);
}

TEST_CASE("without drop_entry nothing vanishes", "[engine][drop_entry]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  for (unsigned port = 1000; port < 1100; ++port) {
    lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 80 S");
  }
  lab.wait(59s);
  CHECK(lab.engine().info().conn_count == 100);
}

TEST_CASE("a dropped conn takes its unproven template along", "[engine][drop_entry]") {
  Lab lab({.conn_capacity = 64, .hash_key = {1, 2}, .random_seed = 5});
  lab.add({.key = service_key("10.0.0.1:80"),
           .scheduler = "rr",
           .flags = service_flag::kPersistent,
           .persistence_timeout = 10000},
          {dest("192.168.1.1:8080")});
  lab.set("drop_entry", "3");
  for (unsigned client = 1; client <= 50; ++client) {
    lab.send("ip 192.0.2." + std::to_string(client) + " > 10.0.0.1 / tcp 1000 > 80 S");
  }
  lab.wait(40s);
  const EngineInfo info = lab.engine().info();
  CHECK(info.conn_count < 35);
  CHECK(info.conn_count > 0);
  CHECK(info.template_count == info.conn_count);
  CHECK(lab.dests(service_key("10.0.0.1:80")).front().persistent_conns == info.template_count);
}

}  // namespace
}  // namespace nicvs::test
