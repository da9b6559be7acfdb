// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/classifier.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <random>

using nicvs::IpPrefix;
using nicvs::MarkRule;
using nicvs::Protocol;
using nicvs::soft::Classifier;

namespace {

MarkRule rule(Protocol protocol, const char* dst, std::uint16_t first, std::uint16_t last,
              std::uint32_t mark) {
  return {protocol, *IpPrefix::parse(dst), first, last, mark};
}

nicvs::dp::FlowKey packet(Protocol protocol, const char* dst, std::uint16_t port) {
  const auto address = *nicvs::IpAddress::parse(dst);
  return {{}, address.value, 40000, port, protocol, address.family};
}

}  // namespace

TEST_CASE("the first rule that matches gives the mark", "[classifier]") {
  Classifier classifier;
  REQUIRE(classifier.set_rules({
      rule(Protocol::Tcp, "10.0.0.1", 80, 80, 1),
      rule(Protocol::Tcp, "10.0.0.0/24", 443, 450, 2),
      rule(Protocol::Ip, "10.0.0.1", 0, 65535, 3),
      rule(Protocol::Udp, "10.0.0.0/8", 0, 65535, 4),
      rule(Protocol::Ip, "2001:db8::/32", 0, 65535, 5),
      rule(Protocol::Tcp, "10.0.0.1", 80, 80, 6),
      rule(Protocol::Sctp, "0.0.0.0/0", 0, 65535, 7),
  }));
  struct Case {
    Protocol protocol;
    const char* dst;
    std::uint16_t port;
    std::uint32_t mark;
  };
  const auto c = GENERATE(values<Case>({
      {Protocol::Tcp, "10.0.0.1", 80, 1},
      {Protocol::Tcp, "10.0.0.1", 443, 2},  // a prefix before the address's own rule
      {Protocol::Tcp, "10.0.0.1", 450, 2},
      {Protocol::Tcp, "10.0.0.1", 451, 3},
      {Protocol::Tcp, "10.0.0.2", 442, 0},
      {Protocol::Tcp, "10.0.0.2", 443, 2},
      {Protocol::Udp, "10.0.0.1", 80, 3},  // the address's own rule before a prefix
      {Protocol::Udp, "10.0.0.2", 80, 4},
      {Protocol::Udp, "11.0.0.2", 80, 0},
      {Protocol::Sctp, "11.0.0.2", 80, 7},
      {Protocol::Tcp, "2001:db8::9", 1, 5},
      {Protocol::Sctp, "2001:db9::9", 1, 0},
  }));
  CAPTURE(c.dst, c.port);
  CHECK(classifier.mark_of(packet(c.protocol, c.dst, c.port)) == c.mark);
}

TEST_CASE("without rules there is no mark, and rules can be taken back", "[classifier]") {
  Classifier classifier;
  const auto key = packet(Protocol::Tcp, "10.0.0.1", 80);
  CHECK(classifier.mark_of(key) == 0);
  REQUIRE(classifier.set_rules({rule(Protocol::Ip, "0.0.0.0/0", 0, 65535, 9)}));
  CHECK(classifier.mark_of(key) == 9);
  REQUIRE(classifier.set_rules({}));
  CHECK(classifier.mark_of(key) == 0);
  CHECK(classifier.generation() == 2);
}

TEST_CASE("a wrong rule is refused and the old rules stay", "[classifier]") {
  Classifier classifier;
  REQUIRE(classifier.set_rules({rule(Protocol::Ip, "10.0.0.1", 0, 65535, 9)}));
  MarkRule wrong = rule(Protocol::Ip, "10.0.0.0/8", 0, 65535, 1);
  std::string text;
  SECTION("mark 0") {
    wrong.mark = 0;
    text = "mark rule 2: the mark is 0";
  }
  SECTION("ports in the wrong order") {
    wrong.first_port = 81;
    wrong.last_port = 80;
    text = "first port";
  }
  SECTION("bits behind the prefix") {
    wrong.dst.address = *nicvs::IpAddress::parse("10.0.0.1");
    text = "10.0.0.1/8 is not a prefix";
  }
  SECTION("prefix too long") {
    wrong.dst.length = 33;
    text = "10.0.0.0/33 is not a prefix";
  }
  const nicvs::Status status =
      classifier.set_rules({rule(Protocol::Ip, "10.0.0.0/8", 0, 65535, 1), wrong});
  REQUIRE_FALSE(status);
  CHECK(status.error().code == EINVAL);
  CHECK_THAT(status.error().text, Catch::Contains(text));
  CHECK(classifier.mark_of(packet(Protocol::Tcp, "10.0.0.1", 1)) == 9);
  CHECK(classifier.mark_of(packet(Protocol::Tcp, "10.0.0.2", 1)) == 0);
}

TEST_CASE("many rules give the same marks as trying them one by one", "[classifier]") {
  std::mt19937 random(4);
  const auto below = [&](unsigned limit) { return static_cast<std::uint32_t>(random() % limit); };
  const auto address = [&] { return nicvs::IpAddress::v4(0x0a000000 + below(64)); };
  std::vector<MarkRule> rules;
  for (std::uint32_t i = 0; i < 500; ++i) {
    const auto length = static_cast<std::uint8_t>(below(4) == 0 ? 26 + below(6) : 32);
    const auto first = static_cast<std::uint16_t>(below(100));
    const auto last = static_cast<std::uint16_t>(first + below(10));
    const Protocol protocol = below(2) == 0 ? Protocol::Tcp : Protocol::Ip;
    rules.push_back({protocol, {nicvs::masked(address(), length), length}, first, last, i + 1});
  }
  Classifier classifier;
  REQUIRE(classifier.set_rules(rules));
  for (int i = 0; i < 20'000; ++i) {
    const auto dst = address();
    const auto port = static_cast<std::uint16_t>(below(110));
    const Protocol protocol = below(2) == 0 ? Protocol::Tcp : Protocol::Udp;
    std::uint32_t expected = 0;
    for (const MarkRule& r : rules) {
      const bool is_protocol = r.protocol == Protocol::Ip || r.protocol == protocol;
      if (!is_protocol || port < r.first_port || port > r.last_port || !r.dst.contains(dst))
        continue;
      expected = r.mark;
      break;
    }
    const nicvs::dp::FlowKey key{{}, dst.value, 1, port, protocol, dst.family};
    if (classifier.mark_of(key) != expected) {
      CAPTURE(dst.to_string(), port);
      REQUIRE(classifier.mark_of(key) == expected);
    }
  }
}
