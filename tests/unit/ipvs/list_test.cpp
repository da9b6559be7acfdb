// SPDX-License-Identifier: Apache-2.0
// Listings byte by byte, as ipvsadm 1.31 prints them (observed). "|" ends a line here, so that
// trailing blanks can be seen.
#include <catch2/catch.hpp>

#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using test::Console;

namespace {

std::string marked(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') result += '|';
    result += c;
  }
  return result;
}

const Statistics kMuch = {{12345, 123456789, 99999999, 1234567890123, 5000},
                          {10, 2000, 3000, 1500000, 250000000}};

// The table of the specification: NAT with numbers of every size, an empty service, a fwmark.
void fill_ipv4(Console& console) {
  console.must("-A -t 10.0.0.1:80");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.10:8080 -m -w 65535 -x 1000 -y 750");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -m");
  console.must("-A -u 10.0.0.1:53 -s rr -o");
  console.must("-A -f 7 -s sh -p 300 -M 255.255.255.0 -b sh-fallback,sh-port");
  console.must("-a -f 7 -r 192.168.1.3 -w 0");
  const ServiceKey web = test::tcp_service("10.0.0.1", 80);
  console.plane.entry(web).info.statistics = kMuch;
  DestInfo& small = console.plane.dest(web, test::dest_key("192.168.1.2", 8080));
  small.active_conns = 7;
  small.persistent_conns = 1;
  small.statistics = kMuch;
  DestInfo& large = console.plane.dest(web, test::dest_key("192.168.1.10", 8080));
  large.active_conns = 123456;
  large.inactive_conns = 42;
  large.statistics = kMuch;
}

void fill_ipv6(Console& console) {
  console.must("-A -u 10.0.0.1:5060 -s rr -p --pe sip -o");
  console.must("-a -u 10.0.0.1:5060 -r 10.1.0.1 -m");
  console.must("-a -u 10.0.0.1:5060 -r 10.1.0.4 -i -w 4");
  console.must("-a -u 10.0.0.1:5060 -r 10.1.0.5 -i -w 5 --tun-type gue --tun-port 6080 --tun-csum");
  console.must("-a -u 10.0.0.1:5060 -r 10.1.0.6 -i -w 6 --tun-type gre --tun-csum");
  console.must("-a -u 10.0.0.1:5060 -r 10.1.0.7 -i -w 7 --tun-type gre");
  console.must(
      "-a -u 10.0.0.1:5060 -r 10.1.0.8 -i -w 8 --tun-type gue --tun-port 65535 --tun-remcsum");
  console.must("-A -t [2001:db8::1]:80 -s mh");
  console.must("-a -t [2001:db8::1]:80 -r [2001:db8:1::4]:80 -i -w 4");
  console.must("-a -t [2001:db8::1]:80 -r [2001:db8:1:2222:3333:4444:5555:6661]:65000 -m");
  console.must("-A -f 9 -6 -s mh -p 120 -M 64 -b mh-fallback,mh-port");
}

}  // namespace

TEST_CASE("the table is listed with methods, weights and conns", "[ipvs][list]") {
  Console console;
  fill_ipv4(console);
  CHECK(marked(console.run("-Ln").out) ==
        "IP Virtual Server version 1.2.1 (size=4096)|\n"
        "Prot LocalAddress:Port Scheduler Flags|\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn|\n"
        "TCP  10.0.0.1:80 wlc|\n"
        "  -> 192.168.1.2:8080             Masq    1      7          0         |\n"
        "  -> 192.168.1.10:8080            Masq    65535  123456     42        |\n"
        "UDP  10.0.0.1:53 rr ops|\n"
        "FWM  7 sh (sh-fallback,sh-port) persistent 300 mask 255.255.255.0|\n"
        "  -> 192.168.1.3:0                Route   0      0          0         |\n");
}

TEST_CASE("one service is listed without the version line", "[ipvs][list]") {
  Console console;
  fill_ipv4(console);
  CHECK(marked(console.run("-Ln -f 7").out) ==
        "Prot LocalAddress:Port Scheduler Flags|\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn|\n"
        "FWM  7 sh (sh-fallback,sh-port) persistent 300 mask 255.255.255.0|\n"
        "  -> 192.168.1.3:0                Route   0      0          0         |\n");
}

TEST_CASE("counters are shortened, exact ones are not", "[ipvs][list][stats]") {
  Console console;
  fill_ipv4(console);
  const std::string titles =
      "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes|\n"
      "  -> RemoteAddress:Port|\n";
  const std::string version = "IP Virtual Server version 1.2.1 (size=4096)|\n";
  CHECK(marked(console.run("-Ln --stats").out) ==
        version + titles +
            "TCP  10.0.0.1:80                     12345  123456K 99999999    1234G     5000|\n"
            "  -> 192.168.1.2:8080                12345  123456K 99999999    1234G     5000|\n"
            "  -> 192.168.1.10:8080               12345  123456K 99999999    1234G     5000|\n"
            "UDP  10.0.0.1:53                         0        0        0        0        0|\n"
            "FWM  7                                   0        0        0        0        0|\n"
            "  -> 192.168.1.3:0                       0        0        0        0        0|\n");
  CHECK(
      marked(console.run("-Ln --stats --exact -t 10.0.0.1:80").out) ==
      titles +
          "TCP  10.0.0.1:80                     12345 123456789 99999999 1234567890123     5000|\n"
          "  -> 192.168.1.2:8080                12345 123456789 99999999 1234567890123     5000|\n"
          "  -> 192.168.1.10:8080               12345 123456789 99999999 1234567890123     "
          "5000|\n");
}

TEST_CASE("numbers change their unit at fixed sizes", "[ipvs][list][stats]") {
  struct Case {
    std::uint64_t number;
    const char* text;
  };
  const auto c = GENERATE(values<Case>({
      {99'999'999, " 99999999"},
      {100'000'000, "  100000K"},
      {999'999'999, "  999999K"},
      {1'000'000'000, "    1000M"},
      {5'000'000'000, "    5000M"},
      {99'999'999'999, "   99999M"},
      {100'000'000'000, "     100G"},
      {99'999'999'999'999, "   99999G"},
      {100'000'000'000'000, "     100T"},
      {18'446'744'073'709'551'615U, "18446744T"},
  }));
  Console console;
  console.must("-A -f 7");
  ServiceKey key;
  key.fwmark = 7;
  console.plane.entry(key).info.statistics.counters.conns = c.number;
  const std::string line = "FWM  7                           " + std::string(c.text) + "        0";
  CHECK(console.run("-Ln -f 7 --stats").out.find(line) != std::string::npos);
}

TEST_CASE("rates are listed in the counters' columns", "[ipvs][list][rate]") {
  Console console;
  fill_ipv4(console);
  CHECK(marked(console.run("-Ln --rate -t 10.0.0.1:80").out) ==
        "Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS|\n"
        "  -> RemoteAddress:Port|\n"
        "TCP  10.0.0.1:80                        10     2000     3000  1500000  250000K|\n"
        "  -> 192.168.1.2:8080                   10     2000     3000  1500000  250000K|\n"
        "  -> 192.168.1.10:8080                  10     2000     3000  1500000  250000K|\n");
}

TEST_CASE("thresholds and persistent conns have layouts of their own", "[ipvs][list]") {
  Console console;
  fill_ipv4(console);
  CHECK(marked(console.run("-Ln --thresholds -t 10.0.0.1:80").out) ==
        "Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn |\n"
        "  -> RemoteAddress:Port|\n"
        "TCP  10.0.0.1:80 wlc|\n"
        "  -> 192.168.1.2:8080             0          0          7          0         |\n"
        "  -> 192.168.1.10:8080            1000       750        123456     42        |\n");
  CHECK(marked(console.run("-Ln --persistent-conn -t 10.0.0.1:80").out) ==
        "Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn |\n"
        "  -> RemoteAddress:Port|\n"
        "TCP  10.0.0.1:80 wlc|\n"
        "  -> 192.168.1.2:8080             1         1           7          0         |\n"
        "  -> 192.168.1.10:8080            65535     0           123456     42        |\n");
}

TEST_CASE("IPv6, engines and tunnels are listed", "[ipvs][list][ipv6]") {
  Console console;
  fill_ipv6(console);
  CHECK(
      marked(console.run("-L -n --tun-info").out) ==
      "IP Virtual Server version 1.2.1 (size=4096)|\n"
      "Prot LocalAddress:Port Scheduler Flags|\n"
      "  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn|\n"
      "UDP  10.0.0.1:5060 rr persistent 360 pe sip ops|\n"
      "  -> 10.1.0.1:5060                Masq    n/a           1      0          0         |\n"
      "  -> 10.1.0.4:5060                Tunnel  ipip          4      0          0         |\n"
      "  -> 10.1.0.5:5060                Tunnel  gue:6080:+c   5      0          0         |\n"
      "  -> 10.1.0.6:5060                Tunnel  gre:+c        6      0          0         |\n"
      "  -> 10.1.0.7:5060                Tunnel  gre:-c        7      0          0         |\n"
      "  -> 10.1.0.8:5060                Tunnel  gue:65535:r+c 8      0          0         |\n"
      "TCP  [2001:db8::1]:80 mh|\n"
      "  -> [2001:db8:1::4]:80           Tunnel  ipip          4      0          0         |\n"
      "  -> [2001:db8:1:2222:3333:4444:5555:6661]:65000 Masq    n/a           1      0          0 "
      "        |\n"
      "FWM  9 IPv6 mh (mh-fallback,mh-port) persistent 120 mask 64|\n");
  CHECK(marked(console.run("-L -n -f 9 -6 --stats").out) ==
        "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes|\n"
        "  -> RemoteAddress:Port|\n"
        "FWM  9 IPv6                              0        0        0        0        0|\n");
}

TEST_CASE("names replace numbers and are cut at their column in IPv4", "[ipvs][list][names]") {
  Console console;
  console.must("-A -t 10.0.0.1:80");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.2:80");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.9:8080 -m");
  console.must("-A -t [2001:db8::1]:81");
  CHECK(marked(console.run("-L").out) ==
        "IP Virtual Server version 1.2.1 (size=4096)|\n"
        "Prot LocalAddress:Port Scheduler Flags|\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn|\n"
        "TCP  web.example.com:http wlc|\n"
        "  -> another-host-name-that-is-qu Route   1      0          0         |\n"
        "  -> 192.168.1.9:8080             Masq    1      0          0         |\n"
        "TCP  [six-with-a-name-longer-than-the-column.example.com]:81 wlc|\n");
  CHECK(console.run("-S").out ==
        "-A -t web.example.com:http -s wlc\n"
        "-a -t web.example.com:http -r another-host-name-that-is-quite-long.example.com:http -g -w "
        "1\n"
        "-a -t web.example.com:http -r 192.168.1.9:8080 -m -w 1\n"
        "-A -t [six-with-a-name-longer-than-the-column.example.com]:81 -s wlc\n");
}

TEST_CASE("ports of a fwmark service's dests have no names", "[ipvs][list][names]") {
  Console console;
  console.must("-A -f 7");
  console.must("-a -f 7 -r 10.0.0.1:80");
  CHECK(console.run("-S").out ==
        "-A -f 7 -s wlc\n"
        "-a -f 7 -r web.example.com:80 -g -w 1\n");
  CHECK(console.run("-L -f 7").out.find("  -> web.example.com:80   ") != std::string::npos);
}

TEST_CASE("a persistence engine is listed only with persistence, but saved always",
          "[ipvs][list]") {
  Console console;
  console.must("-A -f 7 --pe sip");
  CHECK(console.run("-Ln -f 7").out.ends_with("FWM  7 wlc\n"));
  CHECK(console.run("-Sn").out == "-A -f 7 -s wlc --pe sip\n");
  console.must("-E -f 7 -p --pe sip");
  CHECK(console.run("-Ln -f 7").out.ends_with("FWM  7 wlc persistent 360 pe sip\n"));
}

TEST_CASE("no name is longer than 59 characters", "[ipvs][list][names]") {
  Console console;
  console.must("-A -t 192.168.1.3:80");
  CHECK(console.run("-S").out == "-A -t " + std::string(59, 'n') + " -s wlc\n");
}

TEST_CASE("the first of stats, rate, thresholds, persistent and tunnel wins", "[ipvs][list]") {
  struct Case {
    const char* options;
    const char* same_as;
  };
  const auto c = GENERATE(values<Case>({
      {"--stats --rate --thresholds", "--stats"},
      {"--rate --thresholds", "--rate"},
      {"--thresholds --persistent-conn --tun-info", "--thresholds"},
      {"--persistent-conn --tun-info", "--persistent-conn"},
      {"--exact", ""},
      {"--sort", ""},
      {"--syncid 3", ""},
  }));
  Console console;
  fill_ipv4(console);
  const auto both = console.run(std::string("-Ln ") + c.options);
  CHECK(both.exit_code == 0);
  CHECK(both.out == console.run(std::string("-Ln ") + c.same_as).out);
}

TEST_CASE("without sorting the director's order is kept", "[ipvs][list]") {
  Console console;
  console.must("-A -t 10.0.0.2:80");
  console.must("-A -t 10.0.0.1:80");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.1");
  console.must("-a -t 10.0.0.1:80 -r 192.168.1.2");
  CHECK(marked(console.run("-Ln --nosort").out) ==
        "IP Virtual Server version 1.2.1 (size=4096)|\n"
        "Prot LocalAddress:Port Scheduler Flags|\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn|\n"
        "TCP  10.0.0.2:80 wlc|\n"
        "TCP  10.0.0.1:80 wlc|\n"
        "  -> 192.168.1.2:80               Route   1      0          0         |\n"
        "  -> 192.168.1.1:80               Route   1      0          0         |\n");
}

TEST_CASE("timeouts are listed and set, and zero keeps one", "[ipvs][list]") {
  Console console;
  CHECK(console.run("-L --timeout").out == "Timeout (tcp tcpfin udp): 900 120 300\n");
  console.must("--set 600 0 30");
  CHECK(console.run("-L --timeout").out == "Timeout (tcp tcpfin udp): 600 120 30\n");
  CHECK(console.run("-L --daemon").out.empty());
}

TEST_CASE("zero clears the counters of one service or of all", "[ipvs][zero]") {
  Console console;
  fill_ipv4(console);
  const ServiceKey web = test::tcp_service("10.0.0.1", 80);
  console.must("-Z -f 7");
  CHECK(console.plane.entry(web).info.statistics.counters.conns == 12345);
  console.must("-Z");
  CHECK(console.plane.entry(web).info.statistics.counters.conns == 0);
}

// The texts are ours.
TEST_CASE("help and version go to standard output", "[ipvs][help][nicvsadm]") {
  Console console;
  const auto help = console.run("-h extra");
  CHECK(help.exit_code == 0);
  CHECK(help.err.empty());
  CHECK(help.out.starts_with("Usage: ipvsadm COMMAND"));
  CHECK(help.out.find("ipvsadm status [--json]") != std::string::npos);
  CHECK(console.run("--version").out.starts_with("nicvsadm "));
}
