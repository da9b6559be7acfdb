// SPDX-License-Identifier: Apache-2.0
#include "nicvs/ip_address.hpp"

#include <catch2/catch.hpp>

#include "nicvs/service.hpp"

using nicvs::IpAddress;
using nicvs::IpPrefix;

TEST_CASE("addresses are read and written in their usual form", "[ip_address]") {
  const auto text = GENERATE("10.0.0.1", "255.255.255.255", "::", "2001:db8::1", "::ffff:1.2.3.4");
  REQUIRE(IpAddress::parse(text));
  CHECK(IpAddress::parse(text)->to_string() == text);
}

TEST_CASE("text that is no address is refused", "[ip_address]") {
  const auto text = GENERATE("", "10.0.0", "10.0.0.256", "10.0.0.1 ", "host", "[::1]", "::1%eth0",
                             "1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19");
  CHECK_FALSE(IpAddress::parse(text));
}

TEST_CASE("a port is appended with brackets for IPv6", "[ip_address]") {
  CHECK(IpAddress::parse("10.0.0.1")->to_string_with_port(80) == "10.0.0.1:80");
  CHECK(IpAddress::parse("2001:db8::1")->to_string_with_port(80) == "[2001:db8::1]:80");
}

TEST_CASE("a prefix clears the bits behind its length and knows its members", "[ip_address]") {
  struct Case {
    const char* text;
    const char* printed;
    const char* inside;
    const char* outside;
  };
  const auto c = GENERATE(values<Case>({
      {"10.1.2.3/8", "10.0.0.0/8", "10.255.0.1", "11.0.0.1"},
      {"192.0.2.1", "192.0.2.1/32", "192.0.2.1", "192.0.2.2"},
      {"0.0.0.0/0", "0.0.0.0/0", "8.8.8.8", "::1"},
      {"2001:db8:ffff::/33", "2001:db8:8000::/33", "2001:db8:8000::1", "2001:db8::1"},
  }));
  const auto prefix = IpPrefix::parse(c.text);
  REQUIRE(prefix);
  CHECK(prefix->to_string() == c.printed);
  CHECK(prefix->contains(*IpAddress::parse(c.inside)));
  CHECK_FALSE(prefix->contains(*IpAddress::parse(c.outside)));
}

TEST_CASE("prefixes with a wrong length are refused", "[ip_address]") {
  const auto text = GENERATE("10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1");
  CHECK_FALSE(IpPrefix::parse(text));
}

TEST_CASE("MAC addresses are read and written", "[ip_address][mac]") {
  CHECK(nicvs::to_string(*nicvs::parse_mac("02:00:00:AB:cd:01")) == "02:00:00:ab:cd:01");
  const auto wrong = GENERATE("", "02:00:00:00:00", "02-00-00-00-00-01", "02:00:00:00:00:0g");
  CHECK_FALSE(nicvs::parse_mac(wrong));
}

TEST_CASE("a service key names itself as operators write it", "[service]") {
  nicvs::ServiceKey key;
  key.address = *IpAddress::parse("10.0.0.1");
  key.port = 80;
  CHECK(key.to_string() == "10.0.0.1:80/tcp");
  CHECK(nicvs::ServiceKey{.fwmark = 7}.to_string() == "fwmark 7");
}
