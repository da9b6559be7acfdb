// SPDX-License-Identifier: Apache-2.0
// What an lvs.cf wants: services, servers, tests, VIPs, notes.
#include <catch2/catch.hpp>
#include <string>

#include "host/config/desired_of.hpp"
#include "host/config/rules_of.hpp"

using namespace nicvs;
using namespace nicvs::config;
using namespace std::chrono_literals;

namespace {

// The examples that LVS operators circulate; the second one differs in its `backup`.
std::string circulating_example(const std::string& backup) {
  return R"(serial_no = 294
primary = 192.168.104.52
service = lvs
backup_active = 1
backup = )" +
         backup + R"(
heartbeat = 1
heartbeat_port = 539
keepalive = 6
deadtime = 18
network = tunnel
debug_level = NONE
virtual JBOSS {
active = 1
address = 192.168.104.99 eth0:0
vip_nmask = 255.255.255.255
port = 80
persistent = 0
send = "GET / HTTP/1.0\r\n\r\n"
expect = "HTTP"
use_regex = 0
load_monitor = ruptime
scheduler = rr
protocol = tcp
timeout = 6
reentry = 15
quiesce_server = 0
server 192.168.104.69 {
address = 192.168.104.69
active = 1
weight = 1
}
server 192.168.113.23 {
address = 192.168.113.23
active = 1
weight = 1
}
}
)";
}

Outcome outcome_of(const std::string& text) {
  const ParseOutcome parsed = parse_lvs_cf(text, "lvs.cf");
  for (const Diagnostic& error : parsed.errors) UNSCOPED_INFO(error.to_string());
  REQUIRE(parsed.errors.empty());
  return desired_of(parsed.config, numeric_resolver());
}

Desired wanted(const std::string& text) {
  Outcome outcome = outcome_of(text);
  for (const Diagnostic& error : outcome.errors) UNSCOPED_INFO(error.to_string());
  REQUIRE(outcome.errors.empty());
  return outcome.desired;
}

// A service with one server, the given lines in their blocks.
std::string web(const std::string& lines, const std::string& server_lines = "",
                const std::string& global = "") {
  return global + "virtual web {\nactive = 1\naddress = 10.0.0.1 eth0:1\n" + lines +
         "server a {\naddress = 10.0.1.1\nactive = 1\n" + server_lines + "}\n}\n";
}

}  // namespace

TEST_CASE("the circulating examples load unchanged", "[lvs_cf][desired]") {
  const auto backup = GENERATE("192.168.104.98", "");
  const Desired desired = wanted(circulating_example(backup));
  CHECK(rules_text_of(desired) ==
        "-A -t 192.168.104.99:80 -s rr\n"
        "-a -t 192.168.104.99:80 -r 192.168.104.69:80 -i -w 1 --tun-type ipip\n"
        "-a -t 192.168.104.99:80 -r 192.168.113.23:80 -i -w 1 --tun-type ipip\n");
  const VirtualService& service = desired.services.at(0);
  CHECK(service.check.send == "GET / HTTP/1.0\r\n\r\n");
  CHECK(service.check.interval == 6s);
  CHECK(service.check.reentry == 15s);
  CHECK(service.check.load_monitor == "ruptime");
  CHECK(service.vip == Vip{*IpAddress::parse("192.168.104.99"), 32, "eth0", "eth0:0"});
}

TEST_CASE("what only a pair of directors can do is noted", "[desired]") {
  const auto notes = wanted(circulating_example("192.168.104.98")).notes;
  CHECK(notes == std::vector<std::string>{"line 4: not yet active: backup_active",
                                          "line 5: not yet active: backup",
                                          "line 6: not yet active: heartbeat"});
  CHECK(wanted(circulating_example("")).notes.size() == 2);
}

TEST_CASE("an lvs.cf makes these rules", "[desired]") {
  struct Case {
    const char* sentence;
    std::string text;
    const char* rules;
  };
  const auto c = GENERATE(values<Case>({
      {"NAT keeps the server's own port", web("", "port = 8080\nweight = 3\n"),
       "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.1.1:8080 -m -w 3\n"},
      {"direct routing uses the service's port", web("", "port = 8080\n", "network = direct\n"),
       "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -w 1\n"},
      {"a service may have a network of its own", web("network = direct\n"),
       "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -g -w 1\n"},
      {"udp and another scheduler", web("protocol = udp\nport = 53\nscheduler = wrr\n"),
       "-A -u 10.0.0.1:53 -s wrr\n-a -u 10.0.0.1:53 -r 10.0.1.1:53 -m -w 1\n"},
      {"persistence with a mask", web("persistent = 300\npmask = 255.255.255.0\n"),
       "-A -t 10.0.0.1:80 -s wlc -p 300 -M 255.255.255.0\n"
       "-a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 1\n"},
      {"the mask of a whole address is none", web("persistent = 9\npmask = 255.255.255.255\n"),
       "-A -t 10.0.0.1:80 -s wlc -p 9\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 1\n"},
      {"a fwmark takes the place of the address", web("fwmark = 7\n", "port = 80\n"),
       "-A -f 7 -s wlc\n-a -f 7 -r 10.0.1.1:80 -m -w 1\n"},
      {"a quiesced server stays", web("", "weight = 0\n"),
       "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 0\n"},
      {"an inactive service is left out", "virtual a {\naddress = 10.0.0.1\n}\n", ""},
  }));
  DYNAMIC_SECTION(c.sentence) { CHECK(rules_text_of(wanted(c.text)) == c.rules); }
}

TEST_CASE("a service without a test is connected to, on port 80 asked for a page", "[desired]") {
  CHECK(wanted(web("")).services[0].check.send == "GET / HTTP/1.0\r\n\r\n");
  CHECK(wanted(web("")).services[0].check.expect == "HTTP");
  CHECK(wanted(web("port = 25\n")).services[0].check.expect.empty());
  CHECK(wanted(web("expect = \"*\"\n")).services[0].check.send.empty());
}

TEST_CASE("escapes are translated, but those of an expression are its own", "[desired]") {
  CHECK(wanted(web("send = \"a\\tb\\\\c\\qd\"\n")).services[0].check.send == "a\tb\\c\\qd");
  CHECK(wanted(web("expect = \"^a\\n\"\nuse_regex = 1\n")).services[0].check.expect == "^a\\n");
}

TEST_CASE("a fwmark service is tested on its port", "[desired]") {
  CHECK(wanted(web("fwmark = 7\nport = 443\n")).services[0].servers[0].test_port == 443);
  CHECK(wanted(web("fwmark = 7\n", "port = 8443\n")).services[0].servers[0].test_port == 8443);
}

TEST_CASE("what no single line shows is an error all the same", "[desired]") {
  struct Case {
    const char* sentence;
    std::string text;
    const char* error;
  };
  const auto c = GENERATE(values<Case>({
      {"an unknown host", "virtual a {\nactive = 1\naddress = nowhere.\n}\n",
       "lvs.cf:3: invalid host name or ip address: expected one for address, found `nowhere.'"},
      {"no address", "virtual a {\nactive = 1\n}\n", "lvs.cf:1: invalid host name or ip address"},
      {"an address with too large a number",
       "virtual a {\nactive = 1\naddress = 192.168.1.300\n}\n",
       "lvs.cf:3: invalid host name or ip address"},
      {"a service twice", web("") + web(""),
       "lvs.cf:9: invalid argument: service 10.0.0.1:80/tcp "
       "is defined twice"},
      {"a server twice", web("server b {\nactive = 1\naddress = 10.0.1.1\n}\n"),
       "lvs.cf:8: invalid argument: server 10.0.1.1:80 is defined twice"},
      {"a broken expression", web("expect = \"(HTTP\"\nuse_regex = 1\n"),
       "lvs.cf:4: invalid argument: expect is no regular expression"},
      {"another family without a tunnel", web("sorry_server = 2001:db8::1\n"),
       "lvs.cf:4: invalid argument: expected an address of the service's family"},
  }));
  DYNAMIC_SECTION(c.sentence) {
    const auto errors = outcome_of(c.text).errors;
    REQUIRE(errors.size() == 1);
    INFO(errors[0].to_string());
    CHECK(errors[0].to_string().rfind(c.error, 0) == 0);
  }
}

TEST_CASE("the sorry server has the service's port and method", "[desired][sorry]") {
  const Desired desired = wanted(web("sorry_server = 10.0.9.9\nport = 8000\n"));
  REQUIRE(desired.services[0].sorry);
  CHECK(desired.services[0].sorry->key.to_string() == "10.0.9.9:8000");
  CHECK(desired.services[0].sorry->weight == 1);
}

TEST_CASE("timeouts that are not given stay as they are", "[desired]") {
  CHECK(wanted("tcp_timeout = 100\n").timeouts == Timeouts{100, 0, 0});
}
