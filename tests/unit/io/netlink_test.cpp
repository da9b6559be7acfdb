// SPDX-License-Identifier: Apache-2.0
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <random>

#include "host/netlink/announcement.hpp"
#include "host/netlink/net_state.hpp"
#include "tests/unit/io/netlink_messages.hpp"

namespace nicvs::test {
namespace {

using netlink::NetState;
using netlink::parse_message;
using namespace std::string_literals;

const std::string kMac = "\x02\x00\x00\x00\x00\x05"s;
const std::string kIpv4 = "\x0a\x00\x00\x07"s;  // 10.0.0.7
const std::string kIpv6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07"s;

NetlinkMessage link_message(unsigned flags = IFF_UP | IFF_RUNNING) {
  ifinfomsg fixed{};
  fixed.ifi_index = 2;
  fixed.ifi_flags = flags;
  return NetlinkMessage(RTM_NEWLINK, fixed)
      .attribute(IFLA_IFNAME, "eth0\0"s)
      .attribute(IFLA_ADDRESS, kMac)
      .u32(IFLA_MTU, 9000);
}

NetlinkMessage address_message(std::uint16_t type = RTM_NEWADDR) {
  const ifaddrmsg fixed{AF_INET, 24, 0, 0, 2};
  return NetlinkMessage(type, fixed).attribute(IFA_ADDRESS, kIpv4).attribute(IFA_LOCAL, kIpv4);
}

rtmsg route_part(unsigned char length, unsigned char type = RTN_UNICAST, int family = AF_INET) {
  rtmsg fixed{};
  fixed.rtm_family = static_cast<unsigned char>(family);
  fixed.rtm_dst_len = length;
  fixed.rtm_table = RT_TABLE_MAIN;
  fixed.rtm_type = type;
  return fixed;
}

NetlinkMessage neighbour_message(std::uint16_t state, std::uint16_t type = RTM_NEWNEIGH) {
  ndmsg fixed{};
  fixed.ndm_family = AF_INET;
  fixed.ndm_ifindex = 2;
  fixed.ndm_state = state;
  return NetlinkMessage(type, fixed).attribute(NDA_DST, kIpv4).attribute(NDA_LLADDR, kMac);
}

std::vector<std::string> heard(const NetlinkMessage& message) {
  NetState state;
  WritingSink sink;
  // Removals only mean something for what is there.
  for (const auto& known : {address_message(), neighbour_message(NUD_REACHABLE)}) {
    state.apply(*parse_message(known.header()), sink);
  }
  sink.take_lines();
  if (const auto change = parse_message(message.header())) state.apply(*change, sink);
  return sink.take_lines();
}

NetlinkMessage multipath_route() {
  const rtnexthop first{sizeof(rtnexthop) + 8, 0, 0, 2}, second{sizeof(rtnexthop) + 8, 0, 0, 3};
  const nlattr gateway{8, RTA_GATEWAY};
  std::string hops;
  for (const rtnexthop& hop : {first, second}) {
    hops += std::string(reinterpret_cast<const char*>(&hop), sizeof hop) +
            std::string(reinterpret_cast<const char*>(&gateway), sizeof gateway) + kIpv4;
  }
  return NetlinkMessage(RTM_NEWROUTE, route_part(0)).attribute(RTA_MULTIPATH, hops);
}

}  // namespace

TEST_CASE("kernel messages become calls of the sink", "[netlink]") {
  const std::uint32_t mtu_metric[2] = {8 | RTAX_MTU << 16, 1400};
  const std::string metrics(reinterpret_cast<const char*>(mtu_metric), sizeof mtu_metric);
  struct Case {
    const char* name;
    NetlinkMessage message;
    std::string line;  // "" = nothing
  };
  const std::vector<Case> cases = {
      {"link", link_message(), "set_port 2 eth0 up"},
      {"link without carrier", link_message(IFF_UP), "set_port 2 eth0 down"},
      {"link that was set down", link_message(0), "set_port 2 eth0 down"},
      {"address already known", address_message(), ""},
      {"address gone", address_message(RTM_DELADDR), "remove_address 2 10.0.0.7 in 10.0.0.0/24"},
      {"IPv6 address",
       NetlinkMessage(RTM_NEWADDR, ifaddrmsg{AF_INET6, 64, 0, 0, 2}).attribute(IFA_ADDRESS, kIpv6),
       "add_address 2 2001:db8::7 in 2001:db8::/64"},
      {"point-to-point address",
       NetlinkMessage(RTM_NEWADDR, ifaddrmsg{AF_INET, 32, 0, 0, 4})
           .attribute(IFA_LOCAL, kIpv4)
           .attribute(IFA_ADDRESS, "\x0a\x00\x00\x08"s),
       "add_address 4 10.0.0.7 in 10.0.0.8/32"},
      {"default route",
       NetlinkMessage(RTM_NEWROUTE, route_part(0)).attribute(RTA_GATEWAY, kIpv4).u32(RTA_OIF, 2),
       "add_route 0.0.0.0/0 port 2 via 10.0.0.7"},
      {"route with everything",
       NetlinkMessage(RTM_NEWROUTE, route_part(8))
           .attribute(RTA_DST, "\x0a\x00\x00\x00"s)
           .u32(RTA_OIF, 2)
           .attribute(RTA_PREFSRC, kIpv4)
           .u32(RTA_PRIORITY, 100)
           .attribute(RTA_METRICS, metrics),
       "add_route 10.0.0.0/8 port 2 src 10.0.0.7 metric 100 mtu 1400"},
      {"multipath route leads to its first hop", multipath_route(),
       "add_route 0.0.0.0/0 port 2 via 10.0.0.7"},
      {"IPv4 by an IPv6 gateway",
       NetlinkMessage(RTM_NEWROUTE, route_part(0))
           .attribute(RTA_VIA, "\x0a\x00"s + kIpv6)
           .u32(RTA_OIF, 2),
       "add_route 0.0.0.0/0 port 2 via 2001:db8::7"},
      {"blackhole",
       NetlinkMessage(RTM_NEWROUTE, route_part(32, RTN_BLACKHOLE)).attribute(RTA_DST, kIpv4),
       "add_route 10.0.0.7/32 unreachable"},
      {"local route leads to lo",
       NetlinkMessage(RTM_NEWROUTE, route_part(32, RTN_LOCAL))
           .attribute(RTA_DST, kIpv4)
           .u32(RTA_OIF, 2)
           .u32(RTA_TABLE, RT_TABLE_LOCAL),
       "add_route 10.0.0.7/32 port 1"},
      {"broadcast route",
       NetlinkMessage(RTM_NEWROUTE, route_part(32, RTN_BROADCAST))
           .attribute(RTA_DST, kIpv4)
           .u32(RTA_OIF, 2),
       ""},
      {"route of a table for policy routing",
       NetlinkMessage(RTM_NEWROUTE, route_part(0)).u32(RTA_OIF, 2).u32(RTA_TABLE, 1000), ""},
      {"neighbour grown stale keeps its MAC", neighbour_message(NUD_STALE), ""},
      {"neighbour that does not answer", neighbour_message(NUD_FAILED),
       "remove_neighbour 2 10.0.0.7"},
      {"neighbour gone", neighbour_message(NUD_STALE, RTM_DELNEIGH), "remove_neighbour 2 10.0.0.7"},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    CHECK(heard(c.message) ==
          (c.line.empty() ? std::vector<std::string>{} : std::vector<std::string>{c.line}));
  }
}

TEST_CASE("a replacing route takes the place of its predecessor", "[netlink]") {
  NetState state;
  WritingSink sink;
  const auto old = NetlinkMessage(RTM_NEWROUTE, route_part(0)).u32(RTA_OIF, 2);
  const auto replacement =
      NetlinkMessage(RTM_NEWROUTE, route_part(0), NLM_F_REPLACE).u32(RTA_OIF, 3);
  state.apply(*parse_message(old.header()), sink);
  sink.take_lines();
  state.apply(*parse_message(replacement.header()), sink);
  REQUIRE(sink.take_lines() ==
          std::vector<std::string>{"remove_route 0.0.0.0/0 port 2", "add_route 0.0.0.0/0 port 3"});
}

TEST_CASE("after lost messages only the difference is told", "[netlink]") {
  WritingSink sink, nobody;
  NetState known, now;
  for (const auto& message : {link_message(), address_message(), neighbour_message(NUD_STALE)}) {
    known.apply(*parse_message(message.header()), sink);
  }
  now.apply(*parse_message(link_message().header()), nobody);
  now.apply(*parse_message(multipath_route().header()), nobody);
  sink.take_lines();
  known.become(now, sink);
  REQUIRE(sink.take_lines() == std::vector<std::string>{"remove_address 2 10.0.0.7 in 10.0.0.0/24",
                                                        "remove_neighbour 2 10.0.0.7",
                                                        "add_route 0.0.0.0/0 port 2 via 10.0.0.7"});
  known.become(NetState(), sink);
  REQUIRE(sink.take_lines().back() == "remove_port 2");
  known.become(NetState(), sink);
  REQUIRE(sink.take_lines().empty());
}

TEST_CASE("truncated and lying messages are refused or read in part, never past their end",
          "[netlink]") {
  const std::vector<NetlinkMessage> messages = {link_message(), address_message(),
                                                neighbour_message(NUD_STALE), multipath_route()};
  for (const NetlinkMessage& message : messages) {
    const std::string bytes = message.bytes();
    for (std::size_t length = NLMSG_HDRLEN; length <= bytes.size(); ++length) {
      // A buffer of exactly this size: the address sanitizer sees every byte beyond.
      std::vector<char> buffer(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
      auto* header = reinterpret_cast<nlmsghdr*>(buffer.data());
      header->nlmsg_len = static_cast<std::uint32_t>(length);
      const auto change = parse_message(*header);
      if (length == bytes.size()) CHECK(change);
    }
    std::mt19937 random(7);
    for (int round = 0; round < 20000; ++round) {
      std::vector<char> buffer(bytes.begin(), bytes.end());
      for (int i = 0; i < 3; ++i)
        buffer[6 + random() % (buffer.size() - 6)] = static_cast<char>(random());
      auto* header = reinterpret_cast<nlmsghdr*>(buffer.data());
      header->nlmsg_type = message.header().nlmsg_type;
      if (const auto change = parse_message(*header)) {
        WritingSink sink;
        NetState().apply(*change, sink);
      }
    }
  }
}

TEST_CASE("a new address is announced as RFC 5227 and RFC 4861 say", "[netlink][announcement]") {
  const Mac mac{{2, 0, 0, 0, 0, 5}};
  const std::string arp = netlink::announcement_frame(*IpAddress::parse("10.0.0.7"), mac);
  REQUIRE(arp == std::string(6, '\xff') + kMac + "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01"s +
                     kMac + kIpv4 + std::string(6, '\0') + kIpv4);
  const std::string na = netlink::announcement_frame(*IpAddress::parse("2001:db8::7"), mac);
  REQUIRE(na.substr(0, 6) == "\x33\x33\x00\x00\x00\x01"s);
  REQUIRE(na.substr(12, 10) == "\x86\xdd\x60\x00\x00\x00\x00\x20\x3a\xff"s);
  REQUIRE(na.substr(54, 2) == "\x88\x00"s);
  REQUIRE(na.substr(58) == "\x20\x00\x00\x00"s + kIpv6 + "\x02\x01"s + kMac);
  // Checksum computed by hand: pseudo-header and message sum up to all ones.
  std::uint32_t sum = 0x20 + 58;
  for (std::size_t i = 22; i < na.size(); i += 2) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(na[i]) << 8 |
                                      static_cast<unsigned char>(na[i + 1]));
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  REQUIRE(sum == 0xffff);
}

}  // namespace nicvs::test
