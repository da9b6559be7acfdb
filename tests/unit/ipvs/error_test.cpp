// SPDX-License-Identifier: Apache-2.0
// What a director's refusal looks like.
#include <catch2/catch.hpp>
#include <cerrno>

#include "host/ipvs/error_text.hpp"
#include "tests/unit/ipvs/console.hpp"

using nicvs::ipvs::error_text;
using nicvs::ipvs::Verb;
using nicvs::test::Console;

TEST_CASE("a refused command prints its sentence and ends with 255", "[ipvs][error]") {
  struct Case {
    const char* words;
    const char* text;
  };
  const auto c = GENERATE(values<Case>({
      {"-A -t 10.0.0.1:80", "Service already exists"},
      {"-A -t 10.0.0.1:81 -s nosuch", "Scheduler or persistence engine not found"},
      {"-A -t 10.0.0.1:81 --pe nosuch", "Scheduler or persistence engine not found"},
      {"-E -t 10.0.0.1:80 -s nosuch", "Scheduler or persistence engine not found"},
      {"-E -t 10.0.0.1:81", "No such service"},
      {"-D -t 10.0.0.1:81", "No such service"},
      {"-Z -t 10.0.0.1:81", "No such service"},
      {"-a -t 10.0.0.1:81 -r 192.168.1.2", "Service not defined"},
      {"-a -t 10.0.0.1:80 -r 192.168.1.2 -m", "Destination already exists"},
      {"-e -t 10.0.0.1:81 -r 192.168.1.2", "Service not defined"},
      {"-e -t 10.0.0.1:80 -r 192.168.1.3", "No such destination"},
      {"-d -t 10.0.0.1:81 -r 192.168.1.2", "Service not defined"},
      {"-d -t 10.0.0.1:80 -r 192.168.1.3", "No such destination"},
      {"-a -t 10.0.0.1:80 -r 192.168.1.3 -x 0 -y 5", "Numerical result out of range"},
  }));
  Console console;
  console.must("-A -t 10.0.0.1:80");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.2 -m");
  const auto printed = console.run(c.words);
  INFO(c.words);
  CHECK(printed.err == std::string(c.text) + "\n");
  CHECK(printed.out.empty());
  CHECK(printed.exit_code == 255);
}

// ipvsadm has no sentence of its own for this.
TEST_CASE("a director without sync daemon says so", "[ipvs][error][nicvsadm]") {
  const auto words = GENERATE("--start-daemon master", "--stop-daemon master");
  Console console;
  const auto printed = console.run(words);
  CHECK(printed.err == "This director has no sync daemon\n");
  CHECK(printed.exit_code == 255);
}

TEST_CASE("the kernel's errors have ipvsadm's sentences", "[ipvs][error]") {
  CHECK(error_text(Verb::AddService, EPERM) == "Permission denied (you must be root)");
  CHECK(error_text(Verb::AddServer, EINVAL) ==
        "Invalid operation.  Possibly wrong module version, address not unicast, ...");
  CHECK(error_text(Verb::List, ENOPROTOOPT) == "Protocol not available");
  CHECK(error_text(Verb::Clear, ENOMEM) == "Memory allocation problem");
  CHECK(error_text(Verb::AddServer, EOPNOTSUPP) == "Operation not supported with IPv6");
  CHECK(error_text(Verb::AddServer, EAFNOSUPPORT) ==
        "Operation not supported with specified address family");
  CHECK(error_text(Verb::Save, EMSGSIZE) == "Module is wrong version");
  CHECK(error_text(Verb::StartDaemon, EEXIST) == "Daemon has already run");
  CHECK(error_text(Verb::StopDaemon, ESRCH) == "No daemon is running");
  CHECK(error_text(Verb::StartDaemon, ENODEV) == "No such device");
}

TEST_CASE("listing an unknown service ends with 1", "[ipvs][error][list]") {
  Console console;
  const auto printed = console.run("-Ln -t 10.9.9.9:80");
  CHECK(printed.err == "No such service\n");
  CHECK(printed.out.empty());
  CHECK(printed.exit_code == 1);
}

TEST_CASE("an edit without options sets every default", "[ipvs][dest]") {
  Console console;
  console.must("-A -t 10.0.0.1:80 -s rr -p 10");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.2:80 -m -w 5 -x 10");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.3:8080 -m -w 5");

  console.must("-e -t 10.0.0.1:80 -r 192.168.1.2:80");
  const auto& dest = console.plane.dest(nicvs::test::tcp_service("10.0.0.1", 80),
                                        nicvs::test::dest_key("192.168.1.2", 80));
  CHECK(dest.spec.weight == 1);
  CHECK(dest.spec.method == nicvs::ForwardMethod::Dr);
  CHECK(dest.spec.upper_threshold == 0);

  // DR is the default and forces the service's port, where no dest is; deletes force nothing.
  CHECK(console.run("-e -t 10.0.0.1:80 -r 192.168.1.3:8080 -w 3").err == "No such destination\n");
  console.must("-d -t 10.0.0.1:80 -r 192.168.1.3:8080");

  console.must("-E -t 10.0.0.1:80");
  CHECK(console.run("-S -n").out ==
        "-A -t 10.0.0.1:80 -s wlc\n"
        "-a -t 10.0.0.1:80 -r 192.168.1.2:80 -g -w 1\n");
}
