// SPDX-License-Identifier: Apache-2.0
// The grammar of lvs.cf: keys, blocks, and the error for each way to get them wrong.
#include "host/config/lvs_cf.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace nicvs::config;

namespace {

std::vector<std::string> errors_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const Diagnostic& error : parse_lvs_cf(text, "lvs.cf").errors) {
    lines.push_back(error.to_string());
  }
  return lines;
}

struct Mistake {
  const char* sentence;
  const char* text;
  const char* error;  // how the only error begins
};

}  // namespace

TEST_CASE("each mistake is named with file, line and what was expected", "[lvs_cf]") {
  const auto m = GENERATE(values<Mistake>({
      {"an unknown key", "serial_no = 1\nserail = 2\n",
       "lvs.cf:2: unknown command `serail' in this block"},
      {"a key of another block", "weight = 1\n", "lvs.cf:1: unknown command `weight'"},
      {"no equal sign", "primary 10.0.0.1\n",
       "lvs.cf:1: equal (=) expected after command `primary'"},
      {"no value", "keepalive =\n", "lvs.cf:1: missing arguments: keepalive needs a value"},
      {"too many values", "primary = 10.0.0.1 10.0.0.2\n",
       "lvs.cf:1: unexpected arguments: primary takes one value"},
      {"a word for a number", "keepalive = soon\n",
       "lvs.cf:1: integer expected: keepalive is from 1 to 2678400, found `soon'"},
      {"a number with a tail", "keepalive = 6s\n", "lvs.cf:1: integer expected"},
      {"a negative number", "heartbeat_port = -1\n",
       "lvs.cf:1: integer expected: heartbeat_port is from 1 to 65535, found `-1'"},
      {"a number beyond its range", "heartbeat_port = 65536\n", "lvs.cf:1: integer expected"},
      {"a number beyond every range", "serial_no = 99999999999999999999\n",
       "lvs.cf:1: integer expected"},
      {"a word for a boolean", "heartbeat = yes\n",
       "lvs.cf:1: boolean expected: heartbeat is 0 or 1, found `yes'"},
      {"a wrong choice", "network = routed\n",
       "lvs.cf:1: invalid argument: network is one of nat direct tunnel, found `routed'"},
      {"an unknown scheduler", "virtual a {\nscheduler = best\n}\n",
       "lvs.cf:2: invalid argument: scheduler is one of rr wrr"},
      {"a mask with holes", "nat_nmask = 255.0.255.0\n",
       "lvs.cf:1: Bad subnet mask specified: nat_nmask"},
      {"a list without brackets", "virtual a {\ndirs = /a /b\n}\n", "lvs.cf:2: list expected"},
      {"an open quote", "primary = \"10.0.0.1\n", "lvs.cf:1: quotation mismatch"},
      {"an open block", "virtual a {\nactive = 1\n",
       "lvs.cf:2: unexpected end of file: expected `}' for the block of line 1"},
      {"an open inner block", "virtual a {\nserver b {\n",
       "lvs.cf:2: unexpected end of file: expected `}' for the block of line 2"},
      {"a brace too many", "serial_no = 1\n}\n", "lvs.cf:2: unknown command `}'"},
      {"a server outside of a service", "server a {\n", "lvs.cf:1: unknown command `server'"},
      {"a service inside of a service", "virtual a {\nvirtual b {\n}\n",
       "lvs.cf:2: unknown command `virtual'"},
      {"a block without a name", "virtual {\n", "lvs.cf:1: unexpected arguments"},
      {"a key given twice", "serial_no = 1\nserial_no = 2\n",
       "lvs.cf:2: unexpected arguments: serial_no is already set in line 1"},
      {"both kinds of services", "virtual a {\n}\nfailover b {\n}\n",
       "lvs.cf:3: Cannot use both virtual AND failover services"},
      {"nothing at all", "# only a comment\n\n", "lvs.cf: Empty configuration"},
      {"a control character", "primary = \x01\n", "lvs.cf:1: invalid argument"},
  }));
  DYNAMIC_SECTION(m.sentence) {
    const auto errors = errors_of(m.text);
    REQUIRE(errors.size() == 1);
    INFO(errors[0]);
    CHECK(errors[0].rfind(m.error, 0) == 0);
  }
}

TEST_CASE("all mistakes of a file are reported, not only the first", "[lvs_cf]") {
  CHECK(errors_of("a = 1\nheartbeat = 2\nkeepalive = x\n").size() == 3);
}

TEST_CASE("a line may have a hundred words and no more", "[lvs_cf]") {
  const auto list_of = [](int words) {
    std::string text = "virtual a {\ndirs = [";
    for (int i = 0; i < words; ++i) text += " d";
    return text + " ]\n}\n";
  };
  CHECK(errors_of(list_of(96)).empty());
  CHECK(errors_of(list_of(97)).at(0).rfind("lvs.cf:2: unexpected arguments", 0) == 0);
}

TEST_CASE("comments, blank lines, CR and quotes are understood", "[lvs_cf]") {
  const auto parsed = parse_lvs_cf(
      "# a comment\r\n\r\nprimary = 10.0.0.1 # behind a value\r\n"
      "virtual web{\r\n  send = \"GET / HTTP/1.0\\r\\n\"\r\n  expect = 'a # b'\r\n}\r\n",
      "lvs.cf");
  REQUIRE(parsed.errors.empty());
  CHECK(parsed.config.global.primary == "10.0.0.1");
  REQUIRE(parsed.config.virtuals.size() == 1);
  CHECK(parsed.config.virtuals[0].name == "web");
  CHECK(parsed.config.virtuals[0].send == "GET / HTTP/1.0\\r\\n");
  CHECK(parsed.config.virtuals[0].expect == "a # b");
}

TEST_CASE("every global key is read", "[lvs_cf]") {
  const auto parsed = parse_lvs_cf(
      "serial_no = 7\nprimary = a\nprimary_private = b\nprimary_shared = c\nbackup = d\n"
      "backup_private = e\nbackup_shared = f\nbackup_active = 1\nheartbeat = 1\n"
      "heartbeat_port = 540\nkeepalive = 6\ndeadtime = 18\nrsh_command = ssh\nnetwork = direct\n"
      "nat_router = 10.0.0.254 eth1:1\nnat_nmask = 255.255.255.0\nservice = lvs\n"
      "ipvsadm = /usr/sbin/ipvsadm\nsync = 1\nsyncdaemon = 1\nsyncd_iface = eth2\nsyncd_id = 3\n"
      "tcp_timeout = 100\ntcpfin_timeout = 20\nudp_timeout = 30\nactive_cmd = x\n"
      "inactive_cmd = y\nmonitor_links = 1\nhard_shutdown = 0\n"
      "reservation_conflict_action = preempt\ndebug_level = NONE\n",
      "lvs.cf");
  REQUIRE(parsed.errors.empty());
  const GlobalBlock& g = parsed.config.global;
  CHECK(g.serial_no == 7);
  CHECK(g.primary + g.primary_private + g.primary_shared == "abc");
  CHECK(g.backup + g.backup_private + g.backup_shared == "def");
  CHECK((g.backup_active && g.heartbeat && g.sync && g.syncdaemon && g.monitor_links));
  CHECK(g.heartbeat_port == 540);
  CHECK(g.keepalive == 6);
  CHECK(g.deadtime == 18);
  CHECK(g.rsh_command == "ssh");
  CHECK(g.network == "direct");
  CHECK(g.nat_router == "10.0.0.254");
  CHECK(g.nat_router_device == "eth1:1");
  CHECK(g.nat_nmask == "255.255.255.0");
  CHECK(g.ipvsadm == "/usr/sbin/ipvsadm");
  CHECK(g.syncd_iface == "eth2");
  CHECK(g.syncd_id == 3);
  CHECK(g.tcp_timeout == 100);
  CHECK(g.tcpfin_timeout == 20);
  CHECK(g.udp_timeout == 30);
  CHECK(g.active_cmd + g.inactive_cmd == "xy");
  CHECK_FALSE(g.hard_shutdown);
  CHECK(g.reservation_conflict_action == "preempt");
}

TEST_CASE("keys that are not given have piranha's defaults", "[lvs_cf]") {
  const auto parsed = parse_lvs_cf("virtual a {\nserver b {\n}\n}\n", "lvs.cf");
  REQUIRE(parsed.errors.empty());
  const GlobalBlock& g = parsed.config.global;
  CHECK(g.heartbeat_port == 539);
  CHECK(g.keepalive == 2);
  CHECK(g.deadtime == 5);
  CHECK(g.network == "nat");
  CHECK(g.rsh_command == "rsh");
  const VirtualBlock& v = parsed.config.virtuals.at(0);
  CHECK(v.port == 80);
  CHECK(v.protocol == "tcp");
  CHECK(v.scheduler == "wlc");
  CHECK(v.timeout == 10);
  CHECK(v.reentry == 180);
  CHECK(v.load_monitor == "none");
  CHECK_FALSE(v.active);
  CHECK(v.servers.at(0).weight == 1);
  CHECK_FALSE(v.servers.at(0).active);
}
