// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/mark_text.hpp"

#include <catch2/catch.hpp>

using nicvs::rpc::parse_mark_rule;

TEST_CASE("mark rules are read and written alike", "[marks]") {
  const auto text = GENERATE("tcp 10.0.0.1/32 80 7", "udp 10.0.0.0/8 1000-2000 4294967295",
                             "sctp 2001:db8::/32 * 1", "any 0.0.0.0/0 * 9");
  const auto rule = parse_mark_rule(text);
  REQUIRE(rule);
  CHECK(nicvs::rpc::to_string(*rule) == text);
}

TEST_CASE("wrong mark rules say what was expected", "[marks]") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const auto c = GENERATE(values<Case>({
      {"", "PROTO DST[/LEN] PORT[-PORT] MARK"},
      {"tcp 10.0.0.1 80", "PROTO DST[/LEN] PORT[-PORT] MARK"},
      {"tcp 10.0.0.1 80 7 8", "PROTO DST[/LEN] PORT[-PORT] MARK"},
      {"icmp 10.0.0.1 80 7", "tcp, udp, sctp or any"},
      {"tcp 10.0.0.1/33 80 7", "an address or prefix"},
      {"tcp 10.0.0.1 443-80 7", "a port, a range of ports or *"},
      {"tcp 10.0.0.1 65536 7", "a port, a range of ports or *"},
      {"tcp 10.0.0.1 80 0", "a mark from 1 to 4294967295"},
      {"tcp 10.0.0.1 80 x", "a mark from 1 to 4294967295"},
  }));
  const auto rule = parse_mark_rule(c.text);
  REQUIRE_FALSE(rule);
  CHECK_THAT(rule.error().text, Catch::Contains(std::string("expected ") + c.expected));
}
