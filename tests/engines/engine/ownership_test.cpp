// SPDX-License-Identifier: Apache-2.0
// With several workers, every frame of a conn must belong to the worker that holds the conn.
#include <catch2/catch.hpp>

#include <set>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Verdict;

unsigned owner(Lab& lab, std::string_view text, PortId port = kClientPort) {
  replay::FrameMemory memory;
  return lab.engine().owner_of(0, memory.copy_of(frame(text), port));
}

struct Flow {
  std::string client;
  std::string vip;
  std::string dest;
  std::string ip;         // "ip" or "ip6"
  std::string transport;  // "tcp" or "udp"
  std::string flags;      // of the opening packet

  std::string request(unsigned port) const {
    return ip + " " + client + " > " + vip + " / " + transport + " " + std::to_string(port) +
           " > 80 " + flags;
  }
  std::string reply(unsigned port) const {
    return ip + " " + dest + " > " + client + " / " + transport + " 8080 > " +
           std::to_string(port) + " " + (flags.empty() ? "" : "SA");
  }
  std::string error_about_request(unsigned port) const {
    return ip + " " + dest + " > " + client + " / " + (ip == "ip" ? "icmp 3/1" : "icmp6 1/0") +
           " / " + ip + " " + client + " > " + dest + " / " + transport + " " +
           std::to_string(port) + " > 8080";
  }
  std::string error_about_reply(unsigned port) const {
    return ip + " " + (ip == "ip" ? "198.51.100.9" : "2001:db8:9::9") + " > " + vip + " / " +
           (ip == "ip" ? "icmp 3/1" : "icmp6 1/0") + " / " + ip + " " + vip + " > " + client +
           " / " + transport + " 80 > " + std::to_string(port);
  }
};

TEST_CASE("both directions and the ICMP errors about a conn have one owner", "[engine]") {
  Lab lab({.conn_capacity = 1 << 14, .workers = 4, .hash_key = {1, 2}});
  const auto flow =
      GENERATE(Flow{"192.0.2.1", "10.0.0.1", "192.168.1.1", "ip", "tcp", "S"},
               Flow{"192.0.2.1", "10.0.0.1", "192.168.1.1", "ip", "udp", ""},
               Flow{"2001:db8:5::1", "2001:db8:a::1", "2001:db8:2::1", "ip6", "tcp", "S"},
               Flow{"2001:db8:5::1", "2001:db8:a::1", "2001:db8:2::1", "ip6", "udp", ""});
  const bool is_v6 = flow.ip == "ip6";
  lab.nat(is_v6 ? "[2001:db8:a::1]:80" : "10.0.0.1:80",
          {is_v6 ? "[2001:db8:2::1]:8080" : "192.168.1.1:8080"},
          flow.transport == "tcp" ? Protocol::Tcp : Protocol::Udp);
  std::set<unsigned> owners;
  for (unsigned port = 1000; port < 1064; ++port) {
    const unsigned worker = owner(lab, flow.request(port));
    owners.insert(worker);
    CAPTURE(flow.request(port), worker);
    REQUIRE(worker < 4);
    CHECK(lab.send(flow.request(port), kClientPort, worker).verdict == Verdict::Forward);
    CHECK(owner(lab, flow.reply(port), kDestPort) == worker);
    CHECK(lab.send(flow.reply(port), kDestPort, worker).verdict == Verdict::Forward);
    CHECK(owner(lab, flow.error_about_request(port), kDestPort) == worker);
    CHECK(lab.send(flow.error_about_request(port), kDestPort, worker).verdict == Verdict::Forward);
    CHECK(owner(lab, flow.error_about_reply(port)) == worker);
    CHECK(lab.send(flow.error_about_reply(port), kClientPort, worker).verdict == Verdict::Forward);
  }
  CHECK(owners.size() == 4);
}

TEST_CASE("a conn keeps its owner when its service is deleted or loses its port", "[engine]") {
  Lab lab({.conn_capacity = 1 << 12, .workers = 4, .hash_key = {1, 2}});
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  const auto request = [](unsigned port) {
    return "ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 80 S";
  };
  std::vector<unsigned> owners;
  for (unsigned port = 1000; port < 1032; ++port) owners.push_back(owner(lab, request(port)));
  Lab::accept(lab.engine().delete_service(service_key("10.0.0.1:80")));
  for (unsigned i = 0; i < owners.size(); ++i) {
    CHECK(owner(lab, request(1000 + i)) == owners[i]);
  }
}

TEST_CASE("replies have their conn's owner whatever port the dest has", "[engine]") {
  Lab lab({.conn_capacity = 1 << 12, .workers = 4, .hash_key = {1, 2}});
  lab.add({.key = service_key("10.0.0.1:0"),
           .scheduler = "rr",
           .flags = service_flag::kPersistent,
           .persistence_timeout = 60},
          {dest("192.168.1.1:0")});
  const auto request = [](unsigned port) {
    return "ip 192.0.2.1 > 10.0.0.1 / tcp " + std::to_string(port) + " > 443 S";
  };
  const auto reply = [](unsigned port) {
    return "ip 192.168.1.1 > 192.0.2.1 / tcp 443 > " + std::to_string(port) + " SA";
  };
  for (unsigned port = 1000; port < 1016; ++port) {
    const unsigned worker = owner(lab, request(port));
    CHECK(lab.send(request(port), kClientPort, worker).verdict == Verdict::Forward);
    CHECK(owner(lab, reply(port), kDestPort) == worker);
    CHECK(lab.send(reply(port), kDestPort, worker).verdict == Verdict::Forward);
  }
  Lab::accept(lab.engine().delete_dest(service_key("10.0.0.1:0"), endpoint("192.168.1.1:0")));
  for (unsigned port = 1000; port < 1016; ++port) {
    const unsigned worker = owner(lab, request(port));
    CHECK(owner(lab, reply(port), kDestPort) == worker);
    CHECK(lab.send(reply(port), kDestPort, worker).verdict == Verdict::Forward);
  }
}

TEST_CASE("ESP and AH belong to the owner of their key exchange", "[engine]") {
  Lab lab({.conn_capacity = 1 << 12, .workers = 4, .hash_key = {1, 2}});
  lab.nat("10.0.0.1:500", {"192.168.1.1:500"}, Protocol::Udp);
  for (int i = 1; i < 20; ++i) {
    const std::string client = "ip 192.0.2." + std::to_string(i) + " > 10.0.0.1 ";
    CAPTURE(client);
    const unsigned worker = owner(lab, client + "/ udp 500 > 500 / data x");
    CHECK(owner(lab, client + "proto 50 / hex 0102030405060708") == worker);
    CHECK(owner(lab, client + "proto 51 / hex 320400000000000100000001") == worker);
  }
}

TEST_CASE("frames of no conn have some owner", "[engine]") {
  Lab lab({.conn_capacity = 1 << 12, .workers = 3, .hash_key = {1, 2}});
  for (const char* text : {"eth type 0x0806 / hex 0001", "ip 192.0.2.1 > 10.0.0.1 / icmp 8/0",
                           "ip 192.0.2.1 > 10.0.0.1 mf / tcp 1 > 80 A",
                           "ip 192.0.2.1 > 10.0.0.1 / icmp 3/1 / hex 45"}) {
    CAPTURE(text);
    CHECK(owner(lab, text) < 3);
  }
}

}  // namespace
}  // namespace nicvs::test
