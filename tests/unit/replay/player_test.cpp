// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/player.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "fallback/replay/check_report.hpp"
#include "fallback/replay/json_report.hpp"
#include "tests/unit/replay/echo_plane.hpp"

using namespace nicvs;
using namespace nicvs::replay;

namespace {

constexpr std::string_view kNetwork = R"(# two ports
port cli 02:00:00:00:00:01
port srv 02:00:00:00:00:02 mtu 9000
addr cli 192.0.2.254/24
addr srv 192.168.1.254/24
addr cli 10.0.0.1/32
arp cli 192.0.2.1 02:00:00:00:01:01
arp srv 192.168.1.2 02:00:00:00:02:02
)";

class Rig {
 public:
  Rig() {
    auto plane = std::make_unique<test::EchoPlane>();
    plane_ = plane.get();
    director_.emplace(std::move(plane));
  }

  std::string json(const std::string& text) {
    std::ostringstream out;
    JsonReport report(out);
    error_ = play(text, report);
    return out.str();
  }

  // What a run without --json prints.
  std::string checked(const std::string& text) {
    std::ostringstream out;
    CheckReport report(out, "x.scn");
    error_ = play(text, report);
    failures_ = report.failures();
    return out.str();
  }

  const std::string& error() const { return error_; }
  unsigned failures() const { return failures_; }
  const test::EchoPlane& plane() const { return *plane_; }

 private:
  std::string play(const std::string& text, Report& report) {
    std::istringstream stream(std::string(kNetwork) + text);
    const Status played = Player(*director_, report).play(read_scenario(stream), "x.scn");
    return played ? "" : played.error().text;
  }

  test::EchoPlane* plane_ = nullptr;
  std::optional<Director> director_;
  std::string error_;
  unsigned failures_ = 0;
};

}  // namespace

TEST_CASE("a played scenario is one JSON object a line", "[replay][json]") {
  Rig rig;
  const std::string printed = rig.json(
      "set vs/expire_nodest_conn 1\n"
      "ipvs -A -t 10.0.0.1:80 -s rr  # a comment\n"
      "ipvs -A -t 10.0.0.1:80 -s rr\n"
      "tx cli 0200 syn\n"
      "send cli eth 02:00:00:00:00:07 > * / ip 192.0.2.1 > 10.0.0.1\n"
      "adv 0.5\n"
      "at 60\n"
      "conns now\n"
      "list l --timeout\n");
  CHECK(rig.error().empty());
  CHECK(
      printed ==
      R"({"op":"ipvs","cmd":"-A -t 10.0.0.1:80 -s rr","rc":0,"text":""}
{"op":"ipvs","cmd":"-A -t 10.0.0.1:80 -s rr","rc":255,"text":"Service already exists\n"}
{"op":"tx","t":0.0,"port":"cli","label":"syn","frame":"0200","out":[{"port":"host","frame":"0200"}]}
{"op":"tx","t":0.0,"port":"cli","label":"","frame":"02000000000102000000000708004500001400000000)"
      R"(40ffade9c00002010a000001","out":[{"port":"srv","frame":"020000000001020000000007080045000014)"
      R"(0000000009ffade9c00002010a000001"}]}
{"op":"adv","t":0.5,"out":[]}
{"op":"adv","t":60.0,"out":[]}
{"op":"conns","t":60.0,"label":"now","text":"TCP 01:00  SYN_RECV    192.0.2.1:40000    )"
      R"(10.0.0.1:80        192.168.1.2:8080\n"}
{"op":"list","t":60.0,"label":"l","text":"Timeout (tcp tcpfin udp): 900 120 300\n"}
)");
  CHECK(rig.plane().advanced == std::chrono::seconds(60));
  CHECK(rig.plane().setting == std::pair<std::string, std::string>("expire_nodest_conn", "1"));
}

TEST_CASE("bytes that are no UTF-8 do not end the output", "[replay][json]") {
  Rig rig;
  CHECK(rig.json("ipvs -A -t \xff\n").find("illegal virtual server address") != std::string::npos);
}

TEST_CASE("marks and two-word settings reach the engine", "[replay]") {
  Rig rig;
  rig.json(
      "set vs/sync_threshold 3 50\n"
      "set ip_forward 1\n"
      "mark tcp 10.0.0.0/24 80-90 7\n"
      "mark any 2001:db8::1 * 8\n");
  CHECK(rig.error().empty());
  CHECK(rig.plane().setting.second == "3 50");
  REQUIRE(rig.plane().marks.size() == 2);
  CHECK(rig.plane().marks[0] ==
        MarkRule{Protocol::Tcp, *IpPrefix::parse("10.0.0.0/24"), 80, 90, 7});
  CHECK(rig.plane().marks[1] ==
        MarkRule{Protocol::Ip, *IpPrefix::parse("2001:db8::1"), 0, 65535, 8});
}

TEST_CASE("expectations that hold print nothing", "[replay][check]") {
  Rig rig;
  const std::string printed = rig.checked(
      "send cli ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S\n"
      "expect srv eth 02:00:00:00:01:01 > 02:00:00:00:00:01 / ip 192.0.2.1 > 10.0.0.1 ttl 9 csum * "
      "/ tcp 40000 > 80 S\n"
      "send cli ip 192.0.2.1 > 10.0.0.2 / udp 1 > 2\n"
      "expect host same\n"
      "send cli ip 192.0.2.1 > 10.0.0.255 / udp 1 > 2\n"
      "expect none\n"
      "ipvs -A -t 10.0.0.1:80 -s rr\n"
      "conns\n"
      "expect-conns\n"
      "  TCP 01:00 SYN_RECV 192.0.2.1:40000 10.0.0.1:80 192.168.1.2:8080\n"
      "list\n"
      "expect-list\n"
      "  TCP 10.0.0.1:80 rr\n");
  CHECK(rig.error().empty());
  CHECK(printed.empty());
  CHECK(rig.failures() == 0);
}

TEST_CASE("expectations that fail are shown side by side", "[replay][check]") {
  Rig rig;
  const std::string printed = rig.checked(
      "send cli ip 192.0.2.1 > 10.0.0.2 / udp 1 > 2\n"
      "expect host ip 192.0.2.1 > 10.0.0.2 ttl 63 / udp 1 > 2\n"
      "expect srv eth > 192.168.1.2 / ip 192.0.2.1 > 192.168.1.2\n"
      "send cli ip 192.0.2.1 > 10.0.0.2 / udp 1 > 2\n"
      "expect none\n"
      "conns\n"
      "expect-conns\n"
      "  TCP x\n");
  CHECK(rig.failures() == 4);
  CHECK(printed ==
        R"(x.scn:10: frame 1 of line 9 differs
  expected on host: eth 02:00:00:00:01:01 > 02:00:00:00:00:01 / ip 192.0.2.1 > 10.0.0.2 id 0x0000 ttl 63 / udp 1 > 2
  got on      host: eth 02:00:00:00:01:01 > 02:00:00:00:00:01 / ip 192.0.2.1 > 10.0.0.2 id 0x0000 ttl 64 / udp 1 > 2
                   expected                                got
    eth src        02:00:00:00:01:01                       02:00:00:00:01:01
    eth dst        02:00:00:00:00:01                       02:00:00:00:00:01
    ip src         192.0.2.1                               192.0.2.1
    ip dst         10.0.0.2                                10.0.0.2
    ip id          0x0000                                  0x0000
  * ip ttl         63                                      64
    udp src        1                                       1
    udp dst        2                                       2
x.scn:11: no frame left (line 9)
  expected on srv: eth 02:00:00:00:00:02 > 02:00:00:00:02:02 / ip 192.0.2.1 > 192.168.1.2 id 0x0000 ttl 64 proto 255
x.scn:15: the listing of line 14 differs
    expected   got
  * TCP x      -
x.scn:12: a frame left that no line expects
  on host: eth 02:00:00:00:01:01 > 02:00:00:00:00:01 / ip 192.0.2.1 > 10.0.0.2 id 0x0000 ttl 64 / udp 1 > 2
)");
}

TEST_CASE("a wrong line is named with what was expected", "[replay]") {
  struct Case {
    const char* line;
    const char* error;
  };
  const auto c = GENERATE(values<Case>({
      {"prot x",
       "'prot': expected a command, one of port addr arp route set mark ipvs tx send adv "
       "at conns list expect expect-conns expect-list"},
      {"port cli 02:00:00:00:00:09", "port cli: expected a new name"},
      {"port host 02:00:00:00:00:09", "port host: expected a new name"},
      {"port x 02:00", "'02:00': expected a MAC address"},
      {"port x 02:00:00:00:00:09 mtu 9", "port: expected mtu 68..65535 behind the MAC address"},
      {"addr x 10.0.0.1/32", "'x': expected the name of a port"},
      {"addr cli 10.0.0.1/33", "'10.0.0.1/33': expected ADDRESS/LENGTH"},
      {"arp cli 10.0.0 02:00:00:00:00:09", "'10.0.0': expected an IP address"},
      {"route 0.0.0.0/0 8.8.8.8", "'8.8.8.8': expected a gateway in a port's network"},
      {"set vs/nosuch 1", "set vs/nosuch 1: expected a setting with a fitting value (unknown)"},
      {"mark icmp 10.0.0.1 * 1", "'icmp': expected tcp, udp, sctp or any"},
      {"mark tcp 10.0.0.1 90-80 1", "'90-80': expected PORT, PORT-PORT or *"},
      {"mark tcp 10.0.0.1 80 0", "'0': expected a mark from 1 to 4294967295"},
      {"tx cli 0g", "'0g': expected a frame as hexadecimal digits"},
      {"tx eth7 00", "'eth7': expected the name of a port"},
      {"send cli ip 1.1.1.1", "ip: expected SOURCE > DESTINATION"},
      {"adv -1", "'-1': expected seconds"},
      {"adv", "adv: expected SECONDS"},
      {"at x", "'x': expected seconds from the start, not before the present time"},
      {"expect none", "expected 'tx', 'send' or 'adv' before this line"},
      {"expect-list", "expected 'list' before this line"},
  }));
  Rig rig;
  rig.checked(c.line);
  CHECK(rig.error() == std::string("x.scn:9: ") + c.error);
}

TEST_CASE("time does not go back", "[replay]") {
  Rig rig;
  rig.json("adv 2\nat 1\n");
  CHECK(rig.error() ==
        "x.scn:10: '1': expected seconds from the start, not before the present time");
}
