// SPDX-License-Identifier: Apache-2.0
// Restore: which lines count, where it ends and with which exit code (observed).
#include <catch2/catch.hpp>
#include <sstream>

#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/load_rules.hpp"
#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using test::Console;
using test::Printed;

namespace {

constexpr const char* kTimeouts = "Timeout (tcp tcpfin udp): 900 120 300\n";
constexpr const char* kTryHelp = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n";

}  // namespace

TEST_CASE("restore carries out one command a line", "[ipvs][restore]") {
  struct Case {
    const char* input;
    const char* out;
    std::string err;
    int exit_code;
  };
  const auto c = GENERATE(values<Case>({
      {"", "", "", 0},
      {"\n \n\t\n-L --timeout", kTimeouts, "", 0},
      {"ipvsadm -L --timeout\r\n", kTimeouts, "", 0},
      {"ipvsadm\t-L\t--timeout\n", kTimeouts, "", 0},
      // A refused command and an unknown option do not end it; the last code counts.
      {"-D -f 1\n-L --timeout\n", kTimeouts, "No such service\n", 0},
      {"-L --timeout\n-D -f 1\n", kTimeouts, "No such service\n", 255},
      {"-L --foo\n-L --timeout\n", kTimeouts, "--foo: unknown option\n", 0},
      // Everything else that is wrong does.
      {"# comment\n-L --timeout\n", "", kTryHelp, 255},
      {"-R\n-L --timeout\n", "", kTryHelp, 255},
      {"-L extra\n-L --timeout\n", "", "unexpected argument extra\n", 2},
      {"-Ln -f 1\n-L --timeout\n", "", "No such service\n", 1},
      {"-A -f 1\n-D -f 1\n-C\n", "", "", 0},
  }));
  Console console;
  const Printed printed = console.run("-R", c.input);
  INFO(c.input);
  CHECK(printed.out == c.out);
  CHECK(printed.err == c.err);
  CHECK(printed.exit_code == c.exit_code);
}

// ipvsadm reads quotes as part of a word.
TEST_CASE("a line may begin with nicvsadm's name and have quotes", "[ipvs][restore][nicvsadm]") {
  Console console;
  CHECK(console.run("-R", "nicvsadm\t'-L' \"--timeout\"\n").out == kTimeouts);
}

TEST_CASE("help and version end a restore", "[ipvs][restore]") {
  Console console;
  CHECK(console.run("-R", "--version\n-A -f 1\n").exit_code == 0);
  CHECK(console.run("-R", "-h\n-A -f 1\n").exit_code == 0);
  CHECK(console.plane.services().empty());
}

TEST_CASE("a rules file is loaded whole or named where it is wrong", "[ipvs][rules]") {
  struct Case {
    const char* rules;
    const char* error;  // empty = loaded
  };
  const auto c = GENERATE(values<Case>({
      {"# comment\n\nipvsadm -A -f 7\n  # indented\n-a -f 7 -r 1.1.1.1\n--set 1 2 3\n", ""},
      {"-A -f 7\n-A -f 7\n", "site.rules:2: Service already exists"},
      {"\n-A -f 0\n", "site.rules:2: invalid fwmark value `0' specified"},
      {"-A -f 7\n-L\n",
       "site.rules:2: expected a command that adds or changes something, such as -A or -a"},
      {"virtual_server\n",
       "site.rules:1: Try `ipvsadm -h' or 'ipvsadm --help' for more information."},
  }));
  test::MemoryPlane plane;
  ipvs::DataPlaneTarget target(plane);
  std::istringstream rules(c.rules);
  const Status status = ipvs::load_rules(rules, "site.rules", target, test::table_resolver());
  INFO(c.rules);
  CHECK(static_cast<bool>(status) == (*c.error == '\0'));
  CHECK(status.error().text == c.error);
  if (status) CHECK(plane.timeouts() == Timeouts{1, 2, 3});
}
