// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsadm/status_text.hpp"

#include <catch2/catch.hpp>

using namespace nicvs;

TEST_CASE("a status is shown as tables", "[nicvsadm][status]") {
  rpc::StatusReport report;
  report.version = "0.1.0";
  report.uptime_s = 3725;
  report.engine = {"soft", 2, 65536, 65536, 3, 1};
  report.ports = {{"eth0", 2, "AF_XDP native", true, ""}, {"eth1", 0, "", false, "no such device"}};
  report.reasons = {{"none", "forward", 12345, "Forwarded to a dest or a client."},
                    {"no_route", "drop", 0, "Not shown."},
                    {"no_dest", "drop", 7, "The scheduler found no usable dest."}};
  report.health = {{"10.0.0.1:80/tcp", "10.1.0.1:8080", "up", 1, "connected", 60},
                   {"10.0.0.1:80/tcp", "10.1.0.22:8080", "down", 0, "refused", 5}};
  report.configuration = {"/etc/lvs.cf", {"line 3: not yet active: backup"}};
  CHECK(admin::status_text(report) ==
        "nicvsd 0.1.0, up 1h02m\n"
        "Engine soft, workers 2, conns 3 and templates 1 of 65536\n"
        "\n"
        "Port  Link  Input\n"
        "eth0  up    AF_XDP native\n"
        "eth1  down  not open: no such device\n"
        "\n"
        "Frames  Verdict  Reason   Meaning\n"
        "12345   forward  none     Forwarded to a dest or a client.\n"
        "7       drop     no_dest  The scheduler found no usable dest.\n"
        "\n"
        "Service          Dest            Health  For    Weight  Last check\n"
        "10.0.0.1:80/tcp  10.1.0.1:8080   up      1m00s  1       connected\n"
        "10.0.0.1:80/tcp  10.1.0.22:8080  down    5s     0       refused\n"
        "\n"
        "Configuration /etc/lvs.cf\n"
        "  line 3: not yet active: backup\n");
}

TEST_CASE("an empty status says so", "[nicvsadm][status]") {
  CHECK(admin::status_text({}) ==
        "nicvsd , up 0s\n"
        "Engine , workers 0, conns 0 and templates 0 of 0\n"
        "\n"
        "No ports.\n"
        "\n"
        "No frames yet.\n"
        "\n"
        "No health checks.\n");
}

TEST_CASE("durations keep two units", "[nicvsadm][status]") {
  CHECK(admin::duration_text(59) == "59s");
  CHECK(admin::duration_text(125) == "2m05s");
  CHECK(admin::duration_text(3 * 3600 + 7 * 60) == "3h07m");
  CHECK(admin::duration_text((4 * 24 + 6) * 3600) == "4d06h");
}
