// SPDX-License-Identifier: Apache-2.0
// Words that are no command: text and exit code, as ipvsadm 1.31 gives them (observed).
#include <catch2/catch.hpp>

#include "tests/unit/ipvs/console.hpp"

using nicvs::test::Console;
using nicvs::test::Printed;

namespace {

struct Case {
  const char* words;
  const char* text;
};

void check_usage(const Case& c, int exit_code) {
  Console console;
  const Printed printed = console.run(c.words);
  INFO("ipvsadm " << c.words);
  CHECK(printed.err == std::string(c.text) + "\n");
  CHECK(printed.out.empty());
  CHECK(printed.exit_code == exit_code);
  CHECK(console.plane.services().empty());
}

constexpr const char* kTryHelp = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.";

}  // namespace

TEST_CASE("the first argument must be a command", "[ipvs][usage]") {
  const auto words = GENERATE("foo", "-Q", "--foo", "-n -L", "-nL", "''", "-", "--", "--list=3",
                              "--help=3", "--start-daemon", "--stop-daemon");
  check_usage({words, kTryHelp}, 255);
}

TEST_CASE("words that popt refuses are named", "[ipvs][usage]") {
  const auto c = GENERATE(values<Case>({
      {"-A -t 1.1.1.1:80 --foo", "--foo: unknown option"},
      {"-A -t 1.1.1.1:80 -p -5", "-5: unknown option"},
      {"-A -u 1.1.1.1:80 --ops=4", "--ops=4: option does not take an argument"},
      {"-A -u 1.1.1.1:80 -s", "-s: missing argument"},
      {"-A -u", "-u: missing argument"},
      {"-A -u 1.1.1.1:80 -nQ", "-nQ: unknown option"},
      {"--set -1 2 3", "-1: unknown option"},
      {"-A -t 1.1.1.1:80 -b foo --bar", "--bar: unknown option"},
  }));
  check_usage(c, 255);
}

TEST_CASE("a missing or forbidden option is named together with the command", "[ipvs][usage]") {
  const auto c = GENERATE(values<Case>({
      {"-A", "You need to supply the 'service-address' option for the 'add-service' command"},
      {"-E", "You need to supply the 'service-address' option for the 'edit-service' command"},
      {"-D", "You need to supply the 'service-address' option for the 'delete-service' command"},
      {"-a -t 1.1.1.1:80",
       "You need to supply the 'real-server' option for the 'add-server' command"},
      {"-e -r 1.1.1.1:80",
       "You need to supply the 'service-address' option for the 'edit-server' command"},
      {"-d -t 1.1.1.1:80",
       "You need to supply the 'real-server' option for the 'delete-server' command"},
      {"-Z -n", "Illegal 'numeric' option with the 'zero' command"},
      {"-C -n", "Illegal 'numeric' option with the 'flush' command"},
      {"-R -n", "Illegal 'numeric' option with the 'restore' command"},
      {"-A -u 1.1.1.1:80 -n", "Illegal 'numeric' option with the 'add-service' command"},
      {"-A -t 1.1.1.1:80 -m", "Illegal 'forwarding-method' option with the 'add-service' command"},
      {"-S -t 1.1.1.1:80", "Illegal 'service-address' option with the 'save' command"},
      {"-L -o", "Illegal 'ops' option with the 'list' command"},
      {"-L -s rr", "Illegal 'scheduler' option with the 'list' command"},
      {"--set 1 2 3 -n", "Illegal 'numeric' option with the 'set' command"},
      {"--start-daemon backup -n", "Illegal 'numeric' option with the 'start-daemon' command"},
      {"--stop-daemon backup --mcast-ttl 3",
       "Illegal 'mcast-ttl' option with the 'stop-daemon' command"},
      {"-d -t 1.1.1.1:80 -r 1.1.1.1 --tun-port 2",
       "Illegal 'tun-port' option with the 'delete-server' command"},
  }));
  check_usage(c, 2);
}

TEST_CASE("options that exclude each other or come twice are named", "[ipvs][usage]") {
  const auto c = GENERATE(values<Case>({
      {"-L -t 1.1.1.1:80 -c",
       "The option 'service-address' conflicts with the 'connection' option in the 'list' command"},
      {"-L -c --timeout",
       "The option 'timeout' conflicts with the 'connection' option in the 'list' command"},
      {"-L --timeout -t 1.1.1.1:80",
       "The option 'timeout' conflicts with the 'service-address' option in the 'list' command"},
      {"-L --timeout --daemon",
       "The option 'daemon' conflicts with the 'timeout' option in the 'list' command"},
      {"-L -c --stats", "options conflicts in the list command"},
      {"-L -c --rate", "options conflicts in the list command"},
      {"-L --stats --timeout", "options conflicts in the list command"},
      {"-L --timeout --persistent-conn", "options conflicts in the list command"},
      {"-L --daemon --thresholds", "options conflicts in the list command"},
      {"-a -f 1 -r 1.1.1.1 -w 1 -w 1", "multiple 'weight' options specified"},
      {"-a -f 1 -r 1.1.1.1 -i -m", "multiple 'forwarding-method' options specified"},
      {"-A -t 1.1.1.1:80 -u 1.1.1.1:80", "multiple 'service-address' options specified"},
      {"-L -X -X", "multiple 'exact' options specified"},
      {"-L --nosort --nosort", "multiple 'nosort' options specified"},
      {"-A -t 1.1.1.1:80 -D", "invalid option `-D'"},
      {"-A -t 1.1.1.1:80 --help", "invalid option `--help'"},
      {"-LA", "invalid option `-LA'"},
      {"-L extra", "unexpected argument extra"},
      {"-L -- -n", "unexpected argument -n"},
      {"-R -n extra", "unexpected argument extra"},
      {"-A -t 1.1.1.1:80 -b foo extra", "unexpected argument extra"},
  }));
  check_usage(c, 2);
}

TEST_CASE("a service that cannot be is refused", "[ipvs][usage][service]") {
  const auto c = GENERATE(values<Case>({
      {"-A -t 1.1.1.1", "Zero port specified for non-persistent service"},
      {"-E -t 1.1.1.1 -o", "Zero port specified for non-persistent service"},
      {"-A -t 2001:db8::1:80", "Zero port specified for non-persistent service"},
      {"-A -t [1.2.3.4]:80", "Zero port specified for non-persistent service"},
      {"-A -t 1.1.1.1:80 -o", "One-Packet Scheduling is only for UDP virtual services"},
      {"-A -t ''", "illegal virtual server address[:port] specified"},
      {"-A -t [2001:db8::1]", "illegal virtual server address[:port] specified"},
      {"-A -t [2001:db8::1]80", "illegal virtual server address[:port] specified"},
      {"-A -t [web.example.com", "illegal virtual server address[:port] specified"},
      {"-A -t 1.1.1.1:", "illegal virtual server address[:port] specified"},
      {"-A -t 1.1.1.1:65536", "illegal virtual server address[:port] specified"},
      {"-A -t 1.1.1.1:99999999999999999999", "illegal virtual server address[:port] specified"},
      {"-A -t 1.1.1.1:domain", "illegal virtual server address[:port] specified"},
      {"-A -t unknown.example.com:80", "illegal virtual server address[:port] specified"},
      {"-A -f 0", "invalid fwmark value `0' specified"},
      {"-A -f -1", "invalid fwmark value `-1' specified"},
      {"-A -f 0x10", "invalid fwmark value `0x10' specified"},
      {"-A -f 4294967296", "invalid fwmark value `4294967296' specified"},
      {"-A -6 -f 7", "-6 used before -f\n"},
      {"-A -t 1.1.1.1:80 -6", "-6 used before -f\n"},
      {"-A -t 1.1.1.1:80 -p a", "invalid timeout value `a' specified"},
      {"-A -t 1.1.1.1:80 -p 0", "invalid timeout value `0' specified"},
      {"-A -t 1.1.1.1:80 -p 2678401", "invalid timeout value `2678401' specified"},
      {"-A -f 7 -M abc", "illegal virtual server persistent mask specified"},
      {"-A -f 7 -6 -M 0", "illegal ipv6 netmask specified"},
      {"-A -f 7 -6 -M 129", "illegal ipv6 netmask specified"},
      {"-A -f 7 -b foo", "invalid scheduler flag `foo'"},
      {"-D -f 7 -b foo", "invalid scheduler flag `foo'"},
      {"-A -f 7 -b sh-port", "incompatible scheduler flag `sh-port'"},
      {"-A -f 7 -s mh -b mh-port,sh-port", "incompatible scheduler flag `sh-port'"},
  }));
  check_usage(c, 2);
}

TEST_CASE("a dest that cannot be is refused", "[ipvs][usage][dest]") {
  const auto c = GENERATE(values<Case>({
      {"-a -f 7 -r ''", "illegal real server address[:port] specified"},
      {"-a -r 1.1.1.1:http -t 1.1.1.1:80", "illegal real server address[:port] specified"},
      {"-a -f 7 -r 1.1.1.1:80:90", "illegal real server address[:port] specified"},
      {"-a -f 7 -r []:80", "illegal real server address[:port] specified"},
      {"-a -f 7 -r 1.1.1.1 -w -1", "illegal weight specified"},
      {"-a -f 7 -r 1.1.1.1 -w 2147483648", "illegal weight specified"},
      {"-a -f 7 -r 1.1.1.1 -w 1x", "illegal weight specified"},
      {"-a -f 7 -r 1.1.1.1 -x 2147483648", "illegal u_threshold specified"},
      {"-a -f 7 -r 1.1.1.1 -y -1", "illegal l_threshold specified"},
      {"-a -t 1.1.1.1:80 -r [::1]:90",
       "Different address family is allowed only for tunneling servers"},
      {"-a -r 2.2.2.2 -f 7 -6", "Different address family is allowed only for tunneling servers"},
      {"-a -t 1.1.1.1:80 -r [::1]:80 --tun-csum",
       "Different address family is allowed only for tunneling servers"},
      {"-a -f 7 -r 1.1.1.1 -m --tun-csum", "Tunnel options conflict with forward method"},
      {"-a -f 7 -r 1.1.1.1 --tun-type ipip", "Tunnel options conflict with forward method"},
      {"-e -f 7 -r 1.1.1.1 --tun-port 2", "Tunnel options conflict with forward method"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type foo", "illegal tunnel type specified"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gue --tun-port 0", "illegal tunnel port specified"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gue",
       "You need to supply the 'tun-port' option for the 'gue' tunnel type"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gre --tun-port 8",
       "Illegal 'tun-port' option with the 'gre' tunnel type"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gre --tun-remcsum",
       "Illegal 'tun-remcsum' option with the 'gre' tunnel type"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-csum", "Illegal 'tun-csum' option with the 'ipip' tunnel type"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gue --tun-port 8 --tun-csum --tun-nocsum",
       "The option 'tun-csum' conflicts with the 'tun-nocsum' option in the 'gue' tunnel type"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gue --tun-port 8 --tun-csum --tun-remcsum",
       "The option 'tun-remcsum' conflicts with the 'tun-csum' option in the 'gue' tunnel type"},
  }));
  check_usage(c, 2);
}

TEST_CASE("timeouts and sync daemons that cannot be are refused", "[ipvs][usage][daemon]") {
  const auto c = GENERATE(values<Case>({
      {"--set 1 2", "--set option requires 3 timeout values"},
      {"--set a", "--set option requires 3 timeout values"},
      {"--set 1 2 a", "invalid timeout value `a' specified"},
      {"--set '' 2 3", "invalid timeout value `' specified"},
      {"--set 1 2 2678401", "invalid timeout value `2678401' specified"},
      {"--set 1 2 3 4", "unexpected argument 4"},
      {"--start-daemon foo", "illegal start-daemon parameter specified"},
      {"--start-daemon foo --bar", "illegal start-daemon parameter specified"},
      {"--stop-daemon foo", "illegal start_daemon specified"},
      {"--start-daemon backup --syncid 256", "illegal syncid specified"},
      {"--start-daemon backup --mcast-port 0", "illegal mcast-port specified"},
      {"--start-daemon backup --mcast-ttl 256", "illegal mcast-ttl specified"},
      {"--start-daemon backup --sync-maxlen 65508", "illegal sync-maxlen specified"},
      {"--start-daemon backup --mcast-group 10.1.1.1", "invalid IPv4 mcast-group `10.1.1.1'"},
      {"--start-daemon backup --mcast-group 1.2.3", "invalid IPv4 mcast-group `1.2.3'"},
      {"--start-daemon backup --mcast-group 2001::1", "invalid IPv6 mcast-group `2001::1'"},
  }));
  check_usage(c, 2);
}
