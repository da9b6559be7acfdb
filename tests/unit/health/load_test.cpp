// SPDX-License-Identifier: Apache-2.0
// Load monitors: the command that is run and the number found in what it prints.
#include "host/health/load.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace {

using nicvs::config::Check;
using nicvs::health::load_command;
using nicvs::health::parse_load;

Check monitored(const std::string& monitor) {
  Check check;
  check.load_monitor = monitor;
  return check;
}

TEST_CASE("each load monitor has its command", "[load]") {
  CHECK(load_command(monitored("none"), "10.0.0.1").empty());
  CHECK(load_command(monitored(""), "10.0.0.1").empty());
  CHECK(load_command(monitored("rup"), "10.0.0.1") == "rup 10.0.0.1");
  CHECK(load_command(monitored("ruptime"), "10.0.0.1") == "ruptime");
  CHECK(load_command(monitored("uptime"), "10.0.0.1") == "rsh 10.0.0.1 uptime");
  CHECK(load_command(monitored("/opt/load"), "2001:db8::1") == "/opt/load 2001:db8::1");
  Check check = monitored("uptime");
  check.rsh_command = "ssh -q";
  CHECK(load_command(check, "10.0.0.1") == "ssh -q 10.0.0.1 uptime");
}

TEST_CASE("the 1-minute load is found in what monitors print", "[load]") {
  struct Row {
    const char* output;
    double load;
  };
  const Row row = GENERATE(values<Row>({
      {" 10:30:00 up 2 days,  3:04,  1 user,  load average: 0.42, 0.31, 0.20\n", 0.42},
      {"10:30  up 2 days, 1 user, load averages: 1.50 1.25 1.00\n", 1.5},
      {"10.0.0.1   up 12 days,  4:02,    load average: 12.07, 3.10, 0.00\n", 12.07},
      {"web1  up 20+02:30,  1 user,  load 3.00, 2.00, 1.00", 3.0},
      {"load average: 2,25, 1,00, 0,50", 2.25},  // a locale with decimal commas
      {"load average: 2,1,0", 2.1},
      {"load average: 0.42,0.31,0.20", 0.42},
      {"load average: 7", 7.0},
      {"load average: 7, 6, 5", 7.0},
      {"loadbox up 3 days, load average: 0.10, 0.20, 0.30", 0.1},
  }));
  CAPTURE(row.output);
  const auto load = parse_load(monitored("uptime"), row.output, "web1");
  REQUIRE(load);
  CHECK(*load == Approx(row.load));
}

TEST_CASE("output without a load gives none", "[load]") {
  const std::string output = GENERATE(
      values<std::string>({"", "\n", "0.42", "load", "load average:", "load average: n/a",
                           "ssh: connect: refused\n", "load average: " + std::string(400, '9')}));
  CAPTURE(output);
  CHECK_FALSE(parse_load(monitored("uptime"), output, "web1"));
}

TEST_CASE("ruptime's list is searched for the server's own line", "[load]") {
  const Check check = monitored("ruptime");
  const std::string list =
      "web10     up    1+00:00,   0 users, load 9.00, 9.00, 9.00\n"
      "web1      up   20+02:30,   1 user,  load 0.25, 2.00, 1.00\n"
      "web2    down    3:00\n"
      "web3";
  REQUIRE(parse_load(check, list, "web1"));
  CHECK(*parse_load(check, list, "web1") == Approx(0.25));
  CHECK(*parse_load(check, list, "web10") == Approx(9.0));
  for (const char* name : {"web", "web2", "web3", "web4"}) {
    CAPTURE(name);
    CHECK_FALSE(parse_load(check, list, name));
  }
}

}  // namespace
