// SPDX-License-Identifier: Apache-2.0
// Netlink sockets under nicvs-run, used by a program that knows nothing of it, and the older
// interface used by ipvsadm.
#include <catch2/catch.hpp>

#include "tests/cli/ipvsadm/wrapped.hpp"
#include "tests/cli/nicvsadm/director.hpp"

using namespace nicvs;
using test::Printed;

TEST_CASE("a netlink socket that carries IPVS looks like one", "[run][socket]") {
  test::Director director;
  const Printed printed = test::run_wrapped(director.run_dir(), {NICVS_PROBE_PROGRAM});
  CHECK(printed.err.empty());
  CHECK(printed.exit_code == 0);
  CHECK(printed.out ==
        "own name before: netlink\n"
        "resolve: message seq 7 from the kernel\n"
        "own name after: netlink\n"
        "option: taken\n"
        "info: message seq 8 from the kernel\n"
        "other family: message seq 9 from the kernel\n"
        "unknown family: error 2 seq 10 from the kernel\n"
        "info again: message seq 11 from the kernel\n"
        "peeked: message seq 12 from the kernel\n"
        "then read: message seq 12 from the kernel\n"
        "on a copy: message seq 2 from the kernel\n"
        "in a child: message seq 3 from the kernel\n"
        "in a thread: message seq 4 from the kernel\n"
        "poll: readable\n"
        "read: message seq 1 from the kernel\n"
        "read more: Resource temporarily unavailable\n"
        "flags: kept\n"
        "dump: message seq 2 from the kernel\n");
}

TEST_CASE("without netlink ipvsadm uses the older interface", "[run][legacy]") {
  test::Director director;
  const auto ipvsadm = [&](const std::string& words, const std::string& input = "") {
    return test::run_wrapped(director.run_dir(), {"sh", "-c", "exec ipvsadm " + words}, input,
                             {NICVS_TEST_NAMES, NICVS_NO_NETLINK});
  };
  const std::string rules =
      "-A -t 10.0.0.1:80 -s wrr -p 50 -M 255.255.0.0\n"
      "-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -m -w 7\n"
      "-a -t 10.0.0.1:80 -r 192.168.1.3:8080 -m -w 0\n"
      "-A -u 10.0.0.1:53 -s rr -o\n"
      "-A -f 7 -s sh -b sh-fallback,sh-port\n"
      "-a -f 7 -r 192.168.1.2:0 -g -w 1\n";
  const Printed restored = ipvsadm("-R", rules);
  CHECK(restored.err.empty());
  CHECK(restored.exit_code == 0);
  CHECK(ipvsadm("-Sn").out == rules);
  CHECK(director.plane.services().size() == 3);
  CHECK(ipvsadm("-A -f 7").err == "Service already exists\n");
  CHECK(ipvsadm("-Ln -f 8").exit_code == 1);
  CHECK(ipvsadm("-e -f 7 -r 192.168.1.9").err == "No such destination\n");
  CHECK(ipvsadm("--set 600 0 30").exit_code == 0);
  CHECK(ipvsadm("-L --timeout").out == "Timeout (tcp tcpfin udp): 600 120 30\n");
  CHECK(ipvsadm("-Z").exit_code == 0);
  CHECK(ipvsadm("-C").exit_code == 0);
  CHECK(director.plane.services().empty());
}
