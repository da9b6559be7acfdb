// SPDX-License-Identifier: Apache-2.0
// What programs of the system see of IPVS under nicvs-run, and that all else is as ever.
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <map>

#include "tests/cli/ipvsadm/wrapped.hpp"
#include "tests/cli/nicvsadm/director.hpp"

using namespace nicvs;
using test::Printed;

namespace {

// Settings that are kept, beside the table.
class SettingsPlane : public test::MemoryPlane {
 public:
  Status set_setting(std::string_view name, std::string_view value) override {
    const auto known = values_.find(std::string(name));
    if (known == values_.end()) return Error{ENOENT, "no setting"};
    const std::string text(value.substr(0, value.find('\n')));
    if (text != "0" && text != "1") return Error{EINVAL, "expected 0 or 1"};
    known->second = text;
    return {};
  }
  std::vector<std::pair<std::string, std::string>> settings() const override {
    return {values_.begin(), values_.end()};
  }

 private:
  std::map<std::string, std::string> values_{{"conntrack", "0"}, {"sync_threshold", "3 50"}};
};

struct Site {
  SettingsPlane plane;
  test::DirectorSockets sockets{plane};

  Printed run(const std::vector<std::string>& words, const std::string& input = "") const {
    return test::run_wrapped(sockets.run_dir(), words, input);
  }
  // The output of a command that must succeed in silence otherwise.
  std::string shell(const std::string& command) const {
    const Printed printed = run({"sh", "-c", command});
    CHECK(printed.err.empty());
    CHECK(printed.exit_code == 0);
    return printed.out;
  }
};

ConnInfo numbered_conn(std::uint32_t number) {
  ConnInfo conn;
  conn.client = IpAddress::v4(0x0a010000 + number);
  conn.client_port = static_cast<std::uint16_t>(1024 + number % 60000);
  conn.virtual_address = IpAddress::v4(0x0a000001);
  conn.virtual_port = 80;
  conn.dest = IpAddress::v4(0xc0a80102);
  conn.dest_port = 8080;
  conn.state = "ESTABLISHED";
  conn.expires_in_s = number % 900;
  return conn;
}

}  // namespace

TEST_CASE("a hundred thousand conns are listed, each of them", "[run][conns]") {
  constexpr std::uint32_t kConns = 100'000;
  Site site;
  for (std::uint32_t i = 0; i < kConns; ++i) site.plane.conns.push_back(numbered_conn(i));
  const auto begin = std::chrono::steady_clock::now();
  const Printed printed = site.run({"ipvsadm", "-Lnc"});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::cout << "ipvsadm -Lnc of " << kConns << " conns: " << seconds.count() << " s\n";
  CHECK(printed.exit_code == 0);
  CHECK(printed.err.empty());
  std::string expected =
      "IPVS connection entries\n"
      "pro expire state       source             virtual            destination\n";
  for (const ConnInfo& conn : site.plane.conns) {
    char line[128];
    const std::string client = conn.client.to_string() + ":" + std::to_string(conn.client_port);
    std::snprintf(line, sizeof line,
                  "TCP %02u:%02u  ESTABLISHED %-18s 10.0.0.1:80        "
                  "192.168.1.2:8080\n",
                  conn.expires_in_s / 60, conn.expires_in_s % 60, client.c_str());
    expected += line;
  }
  CHECK((printed.out == expected));
}

TEST_CASE("a thousand dests and services come whole", "[run][list]") {
  Site site;
  std::string rules;
  for (int i = 0; i < 1000; ++i) {
    rules += "-A -f " + std::to_string(i + 1) + " -s rr\n";
    rules += "-a -f 1000 -r 10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) +
             ":80 -g -w 1\n";
  }
  std::string sorted;
  for (int i = 0; i < 1000; ++i) sorted += "-A -f " + std::to_string(i + 1) + " -s rr\n";
  for (int i = 0; i < 1000; ++i) {
    sorted += "-a -f 1000 -r 10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) +
              ":80 -g -w 1\n";
  }
  REQUIRE(site.run({"ipvsadm", "-R"}, sorted).exit_code == 0);
  CHECK(rules.size() == sorted.size());
  CHECK((site.run({"ipvsadm", "-Sn"}).out == sorted));
}

TEST_CASE("tables and settings are files", "[run][files]") {
  Site site;
  CHECK(
      site.shell("cat /proc/net/ip_vs").starts_with("IP Virtual Server version 1.2.1 (size=4096)"));
  site.plane.conns = {numbered_conn(1)};
  site.plane.conns[0].flags = 0x20;
  CHECK(site.shell("tail -n +2 /proc/net/ip_vs_conn") ==
        "TCP 0A010001 0401 0A000001 0050 C0A80102 1F90 ESTABLISHED       1\n");
  CHECK(site.shell("cat /proc/net/ip_vs_conn_sync") ==
        "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires\n"
        "TCP 0A010001 0401 0A000001 0050 C0A80102 1F90 ESTABLISHED SYNC         1\n");
  CHECK(site.shell("cat /proc/net/ip_vs_stats").starts_with("   Total Incoming Outgoing"));
  CHECK(site.shell("cat /proc/sys/net/ipv4/vs/sync_threshold") == "3\t50\n");
  CHECK(site.run({"cat", "/proc/sys/net/ipv4/vs/nosuch"}).err ==
        "cat: /proc/sys/net/ipv4/vs/nosuch: No such file or directory\n");
}

TEST_CASE("settings are written by whatever program writes files", "[run][files]") {
  Site site;
  const std::string file = "/proc/sys/net/ipv4/vs/conntrack";
  const auto writer = GENERATE_COPY(
      "echo 1 > " + file, "printf 1 > " + file, "/bin/echo 1 > " + file, "echo 1 | cat > " + file,
      "exec 5> " + file + "; echo 1 >&5", "bash -c 'echo 1 > " + file + "'",
      "sysctl -q -w net.ipv4.vs.conntrack=1", "echo 1 | tee " + file + " > /dev/null");
  INFO(writer);
  site.shell(writer);
  CHECK(site.shell("cat " + file) == "1\n");
  CHECK(site.shell("sysctl -n net.ipv4.vs.conntrack") == "1\n");
}

TEST_CASE("a value that cannot be is refused to the writer", "[run][files]") {
  Site site;
  const std::string file = "/proc/sys/net/ipv4/vs/conntrack";
  CHECK(site.run({"sh", "-c", "echo 7 > " + file}).exit_code != 0);
  CHECK(site.run({"tee", file}, "7").err.find("Invalid argument") != std::string::npos);
  CHECK(site.shell("cat " + file) == "0\n");
}

TEST_CASE("programs do all else as ever", "[run]") {
  Site site;
  CHECK(site.shell("cat /proc/sys/net/ipv4/ip_forward | wc -l") == "1\n");
  CHECK(site.shell("echo a > /dev/null; echo b") == "b\n");
  CHECK(site.shell("ip -o link show lo | wc -l") == "1\n");  // rtnetlink
  CHECK(site.run({"sh", "-c", "exit 7"}).exit_code == 7);
  CHECK(site.shell("sh -c 'sh -c \"ipvsadm -Sn\"'").empty());
}

TEST_CASE("nicvs-run says what keeps it from running a program", "[run]") {
  Site site;
  const Printed nobody = test::run_wrapped("/nonexistent", {"ipvsadm", "-Ln"});
  CHECK(nobody.exit_code == 125);
  CHECK(nobody.err ==
        "nicvs-run: cannot reach nicvsd: connect to /nonexistent/control.sock: No such file or "
        "directory\nIs nicvsd running? (--run-dir names another folder)\n");
  const Printed missing = site.run({"no-such-program"});
  CHECK(missing.exit_code == 127);
  CHECK(missing.err == "nicvs-run: no-such-program: no such program\n");
  CHECK(site.run({}).exit_code == 125);
  CHECK(site.run({"--help"}).out.starts_with("Usage: nicvs-run"));
}
