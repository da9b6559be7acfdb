// SPDX-License-Identifier: Apache-2.0
// nicvsadm against a director behind real sockets.
#include "host/nicvsadm/program.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "host/ipvs/words.hpp"
#include "tests/cli/nicvsadm/director.hpp"
#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using test::Printed;

namespace {

Printed nicvsadm(const std::string& line, const std::string& run_dir,
                 const std::string& input = "") {
  std::vector<std::string> words = ipvs::split_words(line);
  words.insert(words.begin(), "nicvsadm");
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int code = admin::run_program(words, run_dir, {in, out, err}, test::table_resolver());
  return {code, out.str(), err.str()};
}

constexpr const char* kRules =
    "-A -t 10.0.0.1:80 -s rr -p 50 -M 255.255.0.0 --pe sip -b flag-2\n"
    "-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -m -w 2147483647\n"
    "-A -u 10.0.0.1:53 -s rr -o\n"
    "-A -t [2001:db8::1]:80 -s mh -b mh-fallback,mh-port\n"
    "-a -t [2001:db8::1]:80 -r 10.1.0.5:80 -i -w 5 --tun-type gue --tun-port 6080 --tun-csum\n"
    "-a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -g -w 0\n"
    "-A -f 9 -6 -s sh -p 120 -M 64\n";

}  // namespace

TEST_CASE("rules travel through the control socket and back", "[nicvsadm]") {
  test::Director director;
  const Printed restored = nicvsadm("-R", director.run_dir(), kRules);
  CHECK(restored.err.empty());
  CHECK(restored.exit_code == 0);
  CHECK(nicvsadm("-Sn", director.run_dir()).out == kRules);
  CHECK(nicvsadm("-Ln -u 10.0.0.1:53", director.run_dir()).out ==
        "Prot LocalAddress:Port Scheduler Flags\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
        "UDP  10.0.0.1:53 rr ops\n");
  CHECK(nicvsadm("-C", director.run_dir()).exit_code == 0);
  CHECK(nicvsadm("-Ln", director.run_dir()).out ==
        "IP Virtual Server version 1.2.1 (size=4096)\n"
        "Prot LocalAddress:Port Scheduler Flags\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n");
}

TEST_CASE("every changing command reaches the director", "[nicvsadm]") {
  test::Director director;
  const auto must = [&](const std::string& line) {
    const Printed printed = nicvsadm(line, director.run_dir());
    INFO(line);
    CHECK(printed.err.empty());
    CHECK(printed.exit_code == 0);
  };
  must("-A -t 10.0.0.1:80");
  must("-E -t 10.0.0.1:80 -s rr");
  must("-a -t 10.0.0.1:80 -r 192.168.1.2 -x 10 -y 5");
  must("-e -t 10.0.0.1:80 -r 192.168.1.2 -x 20 -w 3");
  must("-a -t 10.0.0.1:80 -r 192.168.1.3");
  must("-d -t 10.0.0.1:80 -r 192.168.1.3");
  must("-Z -t 10.0.0.1:80");
  must("-Z");
  must("-A -f 7");
  must("-D -f 7");
  must("--set 600 0 30");
  CHECK(nicvsadm("-L --timeout", director.run_dir()).out ==
        "Timeout (tcp tcpfin udp): 600 120 30\n");
  CHECK(nicvsadm("-Ln --thresholds", director.run_dir())
            .out.ends_with("TCP  10.0.0.1:80 rr\n"
                           "  -> 192.168.1.2:80               20         0          0          0 "
                           "        \n"));
}

TEST_CASE("the director's refusals have ipvsadm's sentences", "[nicvsadm][error]") {
  struct Case {
    const char* words;
    const char* text;
    int exit_code;
  };
  const auto c = GENERATE(values<Case>({
      {"-A -f 7", "Service already exists\n", 255},
      {"-A -f 8 -s nosuch", "Scheduler or persistence engine not found\n", 255},
      {"-E -f 8", "No such service\n", 255},
      {"-D -f 8", "No such service\n", 255},
      {"-a -f 8 -r 192.168.1.2", "Service not defined\n", 255},
      {"-a -f 7 -r 192.168.1.2", "Destination already exists\n", 255},
      {"-e -f 7 -r 192.168.1.3", "No such destination\n", 255},
      {"-a -f 7 -r 192.168.1.3 -x 0 -y 5", "Numerical result out of range\n", 255},
      {"-Ln -f 8", "No such service\n", 1},
      {"--start-daemon master", "This director has no sync daemon\n", 255},
      {"--stop-daemon master", "This director has no sync daemon\n", 255},
  }));
  test::Director director;
  REQUIRE(nicvsadm("-R", director.run_dir(), "-A -f 7\n-a -f 7 -r 192.168.1.2\n").exit_code == 0);
  const Printed printed = nicvsadm(c.words, director.run_dir());
  INFO(c.words);
  CHECK(printed.err == c.text);
  CHECK(printed.out.empty());
  CHECK(printed.exit_code == c.exit_code);
}

TEST_CASE("conns come from the status socket", "[nicvsadm][conns]") {
  test::Director director;
  ConnInfo conn;
  conn.client = *IpAddress::parse("192.168.9.1");
  conn.client_port = 49153;
  conn.virtual_address = *IpAddress::parse("10.0.0.1");
  conn.virtual_port = 80;
  conn.dest = *IpAddress::parse("192.168.1.2");
  conn.dest_port = 8080;
  conn.state = "ESTABLISHED";
  conn.expires_in_s = 899;
  director.plane.conns.assign(5000, conn);
  const Printed printed = nicvsadm("-Lnc", director.run_dir());
  CHECK(printed.exit_code == 0);
  CHECK(printed.err.empty());
  std::string expected =
      "IPVS connection entries\n"
      "pro expire state       source             virtual            destination\n";
  for (int i = 0; i < 5000; ++i) {
    expected += "TCP 14:59  ESTABLISHED 192.168.9.1:49153  10.0.0.1:80        192.168.1.2:8080\n";
  }
  CHECK((printed.out == expected));
}

TEST_CASE("without a director only help and version work", "[nicvsadm]") {
  const std::string nowhere = "/nonexistent";
  const auto words = GENERATE("", "-Ln", "-A -t 10.0.0.1:80", "-Q", "-R");
  const Printed printed = nicvsadm(words, nowhere);
  CHECK(printed.err ==
        "Can't initialize ipvs: No such file or directory\n"
        "Is nicvsd running? (socket /nonexistent/control.sock)\n");
  CHECK(printed.out.empty());
  CHECK(printed.exit_code == 2);
  CHECK(nicvsadm("-h", nowhere).out.starts_with("Usage: nicvsadm COMMAND"));
  CHECK(nicvsadm("--version", nowhere).out.starts_with("nicvsadm "));
}

TEST_CASE("status is shown as tables or as JSON", "[nicvsadm][status]") {
  test::Director director;
  const Printed tables = nicvsadm("status", director.run_dir());
  CHECK(tables.exit_code == 0);
  CHECK(tables.out.starts_with("nicvsd 9.9, up 0s\nEngine memory, "));
  const Printed json = nicvsadm("status --json", director.run_dir());
  CHECK(json.exit_code == 0);
  CHECK(rpc::parse_status(json.out)->engine.name == "memory");
  const Printed wrong = nicvsadm("status --xml", director.run_dir());
  CHECK(wrong.err == "unexpected argument --xml; expected: nicvsadm status [--json]\n");
  CHECK(wrong.exit_code == 2);
  const Printed nobody = nicvsadm("status", "/nonexistent");
  CHECK(nobody.err.find("(socket /nonexistent/status.sock)") != std::string::npos);
  CHECK(nobody.exit_code == 2);
}
