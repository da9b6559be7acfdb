// SPDX-License-Identifier: Apache-2.0
// What the words of a command mean.
#include "host/ipvs/command.hpp"

#include <catch2/catch.hpp>

#include "host/ipvs/save.hpp"
#include "host/ipvs/words.hpp"
#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using ipvs::Command;
using ipvs::Option;
using ipvs::Verb;

namespace {

Command parsed(const std::string& line) {
  std::vector<std::string> words = ipvs::split_words(line);
  words.insert(words.begin(), "ipvsadm");
  auto result = ipvs::parse_command(words, test::table_resolver());
  INFO(line);
  REQUIRE(std::holds_alternative<Command>(result));
  return std::get<Command>(result);
}

struct Case {
  const char* words;
  const char* rule;  // what the save format makes of it
};

}  // namespace

TEST_CASE("no argument at all lists with names", "[ipvs][command]") {
  const std::vector<std::string> words = {"ipvsadm"};
  const auto result = ipvs::parse_command(words, test::table_resolver());
  CHECK(std::get<Command>(result).verb == Verb::List);
  CHECK_FALSE(std::get<Command>(result).options.has(Option::Numeric));
}

TEST_CASE("services are read with every way of writing an option", "[ipvs][command][service]") {
  const auto c = GENERATE(values<Case>({
      {"-A -t 10.0.0.1:80", "-A -t 10.0.0.1:80 -s wlc\n"},
      {"--add-service --tcp-service=10.0.0.1:80 --scheduler=rr", "-A -t 10.0.0.1:80 -s rr\n"},
      {"-At10.0.0.1:80 -srr", "-A -t 10.0.0.1:80 -s rr\n"},
      {"-A -t=10.0.0.1:80 -s=rr", "-A -t 10.0.0.1:80 -s rr\n"},
      {"-A -t web.example.com:http", "-A -t 10.0.0.1:80 -s wlc\n"},
      {"-A -u web.example.com:domain -o", "-A -u 10.0.0.1:53 -s wlc -o\n"},
      {"-A -t 10.1:+80", "-A -t 10.0.0.1:80 -s wlc\n"},
      {"-A --sctp-service [2001:db8::1]:80", "-A --sctp-service [2001:db8::1]:80 -s wlc\n"},
      {"-A -t 2001:db8::1 -p", "-A -t [2001:db8::1]:0 -s wlc -p 360\n"},
      {"-A -t 10.0.0.1:80 -p 50 -M 255.255.0.0 --pe sip -s rr -b flag-2",
       "-A -t 10.0.0.1:80 -s rr -p 50 -M 255.255.0.0 --pe sip -b flag-2\n"},
      {"-A -f 7 -p9 -M 300", "-A -f 7 -s wlc -p 9 -M 0.0.1.44\n"},
      {"-A -f 7 -6 -p -M 64x", "-A -f 7 -6 -s wlc -p 360 -M 64\n"},
      {"-A -M 255.255.0.0 -f 7 -6 -p", "-A -f 7 -6 -s wlc -p 360\n"},
      {"-A -f 4294967295", "-A -f 4294967295 -s wlc\n"},
      {"-A -f 7 -b sh-port,sh-fallback -s sh", "-A -f 7 -s sh -b sh-fallback,sh-port\n"},
      {"-A -f 7 -s mh -b flag-1,,flag-2", "-A -f 7 -s mh -b mh-fallback,mh-port\n"},
      {"-A -f 7 -s rr -b ''", "-A -f 7 -s rr\n"},
      {"-A -f 7 -s ''", "-A -f 7 -s wlc\n"},
      {"-A -f 7 -s abcdefghijklmnopqrstuvwxyz", "-A -f 7 -s abcdefghijklmno\n"},
      {"-E -t 10.0.0.1:80", "-A -t 10.0.0.1:80 -s wlc\n"},
  }));
  const Command command = parsed(c.words);
  CHECK(ipvs::service_rule(command.service, nullptr) == c.rule);
}

TEST_CASE("dests are read and get the ports of their forward method", "[ipvs][command][dest]") {
  const auto c = GENERATE(values<Case>({
      {"-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -m -w 5",
       "-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -m -w 5\n"},
      {"-a -t 10.0.0.1:80 -r 192.168.1.2 -m", "-a -t 10.0.0.1:80 -r 192.168.1.2:80 -m -w 1\n"},
      {"-a -t 10.0.0.1:80 -r 192.168.1.2:8080", "-a -t 10.0.0.1:80 -r 192.168.1.2:80 -g -w 1\n"},
      {"-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -i",
       "-a -t 10.0.0.1:80 -r 192.168.1.2:80 -i -w 1 --tun-type ipip\n"},
      {"-a -f 7 -r 192.168.1.2:8080 -g", "-a -f 7 -r 192.168.1.2:8080 -g -w 1\n"},
      {"-a -f 7 -r 192.168.1.2", "-a -f 7 -r 192.168.1.2:0 -g -w 1\n"},
      {"-a -r 192.168.1.2 -t 10.0.0.1:80 -m", "-a -t 10.0.0.1:80 -r 192.168.1.2:0 -m -w 1\n"},
      {"-a -t 10.0.0.1:80 -r [2001:db8::2]:9 -i",
       "-a -t 10.0.0.1:80 -r [2001:db8::2]:80 -i -w 1 --tun-type ipip\n"},
      {"-a -f 7 -6 -r [2001:db8::2]:9 -m -w 2147483647",
       "-a -f 7 -6 -r [2001:db8::2]:9 -m -w 2147483647\n"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gue --tun-port 6080 --tun-csum",
       "-a -f 7 -r 1.1.1.1:0 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum\n"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gue --tun-port 6080 --tun-remcsum",
       "-a -f 7 -r 1.1.1.1:0 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum\n"},
      {"-a -f 7 -r 1.1.1.1 -i --tun-type gre",
       "-a -f 7 -r 1.1.1.1:0 -i -w 1 --tun-type gre --tun-nocsum\n"},
      {"-d -t 10.0.0.1:80 -r 192.168.1.2:8080", "-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -g -w 1\n"},
  }));
  const Command command = parsed(c.words);
  CHECK(ipvs::dest_rule(command.service.key, command.dest, nullptr) == c.rule);
}

TEST_CASE("thresholds and timeouts are read", "[ipvs][command]") {
  const Command dest = parsed("-a -f 7 -r 1.1.1.1 -x 1000 -y 750");
  CHECK(dest.dest.upper_threshold == 1000);
  CHECK(dest.dest.lower_threshold == 750);
  CHECK(parsed("--set 1 -- 0 2678400").timeouts == Timeouts{1, 0, 2678400});
}

TEST_CASE("a sync daemon has the kernel's defaults where nothing is given", "[ipvs][daemon]") {
  const SyncDaemon plain = parsed("--start-daemon backup").daemon;
  CHECK(plain.role == SyncDaemon::Role::Backup);
  CHECK(plain.interface == "eth0");
  CHECK(plain.sync_id == 0);
  const SyncDaemon full =
      parsed(
          "--start-daemon=master --mcast-interface eth1 --syncid 30 --mcast-group ff02::81 "
          "--mcast-port 77 --mcast-ttl 3 --sync-maxlen 1000")
          .daemon;
  CHECK(full.role == SyncDaemon::Role::Master);
  CHECK(full.interface == "eth1");
  CHECK(full.sync_id == 30);
  CHECK(full.group == IpAddress::parse("ff02::81"));
  CHECK(full.port == 77);
  CHECK(full.ttl == 3);
  CHECK(full.max_length == 1000);
  CHECK(parsed("--stop-daemon master").daemon.interface.empty());
}
