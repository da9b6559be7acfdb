// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "fallback/io/port_facts.hpp"
#include "host/netlink/address_manager.hpp"
#include "host/netlink/announcement.hpp"
#include "host/netlink/net_monitor.hpp"
#include "tests/live/io/frames.hpp"
#include "tests/live/io/lab.hpp"
#include "tests/live/io/test_log.hpp"
#include "tests/unit/io/netlink_messages.hpp"

namespace nicvs::test {
namespace {

using netlink::AddressManager;
using netlink::NetMonitor;

// Everything heard since the beginning.
class Heard {
 public:
  explicit Heard(WritingSink& sink, NetMonitor& monitor) : sink_(sink), monitor_(monitor) {}
  // Lets the monitor work until the line comes, after whatever was waited for before.
  bool line(const std::string& expected) {
    return becomes_true([&] {
      monitor_.on_readable();
      monitor_.tick();
      for (std::string& line : sink_.take_lines()) lines_.push_back(std::move(line));
      const auto it = std::find(lines_.begin(), lines_.end(), expected);
      if (it == lines_.end()) return false;
      lines_.erase(it);
      return true;
    });
  }

 private:
  WritingSink& sink_;
  NetMonitor& monitor_;
  std::vector<std::string> lines_;
};

std::string id_text(const std::string& port) {
  return std::to_string(soft::read_port_facts(port)->port.id);
}

}  // namespace

TEST_CASE("the director knows the kernel's network and follows it", "[netlink][live]") {
  Lab lab;
  lab.connect_client();
  WritingSink sink;
  auto monitor = NetMonitor::create(sink, test_log());
  REQUIRE(monitor);
  Heard heard(sink, **monitor);
  const std::string d0 = id_text("d0");
  REQUIRE(heard.line("set_port " + d0 + " d0 up"));
  REQUIRE(heard.line("add_address " + d0 + " 10.9.1.1 in 10.9.1.0/24"));
  REQUIRE(heard.line("add_route 10.9.1.0/24 port " + d0 + " src 10.9.1.1"));

  SECTION("routes come, are replaced and go") {
    lab.must_run(lab.director(), "ip route add 192.0.2.0/24 via 10.9.1.2");
    REQUIRE(heard.line("add_route 192.0.2.0/24 port " + d0 + " via 10.9.1.2"));
    lab.must_run(lab.director(), "ip route replace 192.0.2.0/24 via 10.9.1.3");
    REQUIRE(heard.line("remove_route 192.0.2.0/24 port " + d0 + " via 10.9.1.2"));
    REQUIRE(heard.line("add_route 192.0.2.0/24 port " + d0 + " via 10.9.1.3"));
    lab.must_run(lab.director(), "ip route del 192.0.2.0/24");
    REQUIRE(heard.line("remove_route 192.0.2.0/24 port " + d0 + " via 10.9.1.3"));
  }
  SECTION("a wanted neighbour is resolved, a missing one is not invented") {
    const PortId port = soft::read_port_facts("d0")->port.id;
    lab.run(lab.director(), "ip neigh flush dev d0");
    const Peer client(lab, lab.client(), "c0");
    sink.wanted = {{port, *IpAddress::parse("10.9.1.2")}, {port, *IpAddress::parse("10.9.1.77")}};
    REQUIRE(heard.line("set_neighbour " + d0 + " 10.9.1.2 " + to_string(client.mac())));
    lab.must_run(lab.director(), "ip neigh show 10.9.1.77 | grep -q -e INCOMPLETE -e FAILED");
  }
  SECTION("routes that the kernel drops without a word are dropped") {
    lab.must_run(lab.director(), "ip route add 192.0.2.0/24 via 10.9.1.2");
    REQUIRE(heard.line("add_route 192.0.2.0/24 port " + d0 + " via 10.9.1.2"));
    lab.must_run(lab.director(), "ip link set d0 down");
    REQUIRE(heard.line("set_port " + d0 + " d0 down"));
    REQUIRE(heard.line("remove_route 192.0.2.0/24 port " + d0 + " via 10.9.1.2"));
  }
  SECTION("a port that is deleted is removed") {
    lab.must_run(lab.director(), "ip link del d0");
    REQUIRE(heard.line("remove_port " + d0));
  }
  SECTION("more changes than a socket can hold end in the right view") {
    lab.must_run(lab.director(),
                 "for i in $(seq 0 2 240); do for j in $(seq 1 250); do "
                 "echo route add 198.18.$i.$j/32 via 10.9.1.2; done; done > /dev/shm/" +
                     lab.director() + "; ip -batch /dev/shm/" + lab.director() + "; rm /dev/shm/" +
                     lab.director());
    lab.must_run(lab.director(), "ip route add 192.0.2.0/24 via 10.9.1.2");
    REQUIRE(heard.line("add_route 198.18.240.250/32 port " + d0 + " via 10.9.1.2"));
    REQUIRE(heard.line("add_route 192.0.2.0/24 port " + d0 + " via 10.9.1.2"));
  }
}

TEST_CASE("VIPs are added, announced, and only those that were added are removed", "[vip][live]") {
  Lab lab;
  lab.connect_client();
  const Peer client(lab, lab.client(), "c0");
  lab.must_run(lab.director(), "ip addr add 10.9.1.50/32 dev d0");
  const auto is_there = [&](const std::string& address) {
    return lab.run(lab.director(), "ip addr show d0 | grep -q \"inet6* " + address + "/\"") == 0;
  };
  const IpAddress ours = *IpAddress::parse("10.9.1.60"), theirs = *IpAddress::parse("10.9.1.50");
  const IpAddress ours6 = *IpAddress::parse("fd09::9");
  {
    auto vips = AddressManager::create(test_log());
    REQUIRE(vips);
    REQUIRE((*vips)->add("d0", ours, 32, "d0:1"));
    REQUIRE(client.receive(netlink::announcement_frame(ours, mac_of("d0"))) != "");
    REQUIRE((*vips)->add("d0", ours6, 128));
    REQUIRE(client.receive(netlink::announcement_frame(ours6, mac_of("d0"))) != "");
    REQUIRE((*vips)->add("d0", theirs, 32));
    REQUIRE((*vips)->has_added("d0", ours));
    REQUIRE_FALSE((*vips)->has_added("d0", theirs));
    REQUIRE((*vips)->add("d9", ours, 32).error().code == ENODEV);
    REQUIRE((is_there("10.9.1.60") && is_there("fd09::9")));
    lab.must_run(lab.client(), "ping -q -c 1 -W 2 10.9.1.60");
  }
  REQUIRE_FALSE(is_there("10.9.1.60"));
  REQUIRE_FALSE(is_there("fd09::9"));
  REQUIRE(is_there("10.9.1.50"));
}

}  // namespace nicvs::test
